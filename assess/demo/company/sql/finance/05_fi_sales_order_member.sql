-- 财务对账用会员订单：线上 + 门店
INSERT INTO fi_sales_order_member
    (order_key, sales_doc_no, cust_id, cust_grade, gender, birth_year, reg_channel, register_date, province, city, channel_code,
     material_no, material_name, category_code, spec, quantity, unit_price, goods_amt, discount_amt, freight_amt, receipt_amt,
     order_status, created_at, receipt_time, promo_code)
SELECT t.order_id, t.order_no, c.member_id, c.member_level, c.gender, c.birth_year, c.reg_channel, c.reg_date, c.province, c.city,
       t.channel_code, g.product_code, g.product_name, g.category_code, g.spec, t.qty, t.unit_price, t.goods_amount,
       t.discount_amount, t.freight_amount, t.paid_amount, t.order_status, t.created_time, t.paid_time, t.campaign_code
FROM (
    SELECT order_id, order_no, member_id, channel_code, product_code, qty, unit_price, goods_amount, discount_amount,
           freight_amount, paid_amount, order_status, created_time, paid_time, campaign_code
    FROM shop.orders
    UNION ALL
    SELECT sale_id, NULL, member_id, 'store', product_code, qty, amount / qty, amount, discount, 0, paid_amount, 'signed',
           sale_time, sale_time, NULL
    FROM retail.pos_sale
) t
INNER JOIN crm.crm_member c ON t.member_id = c.member_id
LEFT JOIN scm.md_product g ON t.product_code = g.product_code;
