-- 客服查单用，近 180 天
INSERT INTO kf_customer_order (ddh, order_no, customer_no, vip_level, phone, product_code, product_name, qty, paid_amount, order_status, created_time)
SELECT CAST(order_id AS TEXT), order_no, CAST(member_id AS TEXT), member_level, phone_masked, product_code, product_name,
       CAST(qty AS TEXT), paid_amount, order_status, created_time
FROM crm.dwd_member_order_wide
WHERE julianday(date('now')) - julianday(created_time) <= 180;
