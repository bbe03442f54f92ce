-- 会员订单宽表：全渠道订单 + 会员属性 + 商品属性，集团口径，每日全量
INSERT INTO dwd_member_order_wide
    (order_id, order_no, member_id, member_level, gender, birth_year, phone_masked, reg_channel, reg_date, province, city,
     channel_code, product_code, product_name, category_code, spec, qty, unit_price, goods_amount, discount_amount,
     freight_amount, paid_amount, order_status, created_time, paid_time, campaign_code)
SELECT o.order_id, o.order_no, m.member_id, m.member_level, m.gender, m.birth_year, m.phone_masked, m.reg_channel, m.reg_date,
       m.province, m.city, o.channel_code, p.product_code, p.product_name, p.category_code, p.spec, o.qty, o.unit_price,
       o.goods_amount, o.discount_amount, o.freight_amount, o.paid_amount, o.order_status, o.created_time, o.paid_time,
       o.campaign_code
FROM shop.orders o
JOIN crm_member m ON m.member_id = o.member_id
LEFT JOIN scm.md_product p ON p.product_code = o.product_code
UNION ALL
SELECT s.sale_id, NULL, m.member_id, m.member_level, m.gender, m.birth_year, m.phone_masked, m.reg_channel, m.reg_date,
       m.province, m.city, 'store', p.product_code, p.product_name, p.category_code, p.spec, s.qty, s.amount / s.qty,
       s.amount, s.discount, 0, s.paid_amount, 'signed', s.sale_time, s.sale_time, NULL
FROM retail.pos_sale s
JOIN crm_member m ON m.member_id = s.member_id
LEFT JOIN scm.md_product p ON p.product_code = s.product_code;
