-- 同步会员部宽表到集团数仓
INSERT INTO dwd.dwd_trade_member_order_df
    (order_id, order_no, member_id, member_level, sku_id, sku_name, qty, unit_price, pay_amount, created_time, pay_time)
SELECT order_id, order_no, member_id, member_level, product_code, product_name, qty, unit_price, paid_amount, created_time, paid_time
FROM crm.dwd_member_order_wide;
