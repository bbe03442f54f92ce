-- 电商会员订单全量：订单 + 会员 + 商品，每日重跑
INSERT INTO t_hy_order_full
    (ddid, order_sn, hyid, hydj, gender, birth_year, mobile_mask, zcqd, reg_date, province, city, qd_code, spbm, spmc,
     pl_code, guige, sl, dj, spje, yhje, yf, sfje, ddzt, create_time, pay_time, hdbm)
WITH hy AS (
    SELECT member_id, member_level, gender, birth_year, phone_masked, reg_channel, reg_date, province, city FROM crm.crm_member
), dd AS (
    SELECT order_id, order_no, member_id, channel_code, product_code, qty, unit_price, goods_amount, discount_amount,
           freight_amount, paid_amount, order_status, created_time, paid_time, campaign_code
    FROM orders
    UNION ALL
    SELECT sale_id, NULL, member_id, 'store', product_code, qty, amount / qty, amount, discount, 0, paid_amount, 'signed',
           sale_time, sale_time, NULL
    FROM retail.pos_sale
)
SELECT dd.order_id, dd.order_no, hy.member_id, hy.member_level, hy.gender, CAST(hy.birth_year AS VARCHAR), hy.phone_masked,
       hy.reg_channel, hy.reg_date, hy.province, hy.city, dd.channel_code, dd.product_code, sp.product_name, sp.category_code,
       sp.spec, dd.qty, dd.unit_price, dd.goods_amount, dd.discount_amount, dd.freight_amount, dd.paid_amount, dd.order_status,
       dd.created_time, dd.paid_time, dd.campaign_code
FROM dd
JOIN hy ON hy.member_id = dd.member_id
LEFT JOIN scm.md_product sp ON sp.product_code = dd.product_code;
