-- 有效订单：剔除取消
CREATE OR REPLACE TABLE dwd_order_valid AS
SELECT order_id, member_id, channel_code, product_code, qty, paid_amount, created_time, paid_time, campaign_code
FROM orders
WHERE order_status <> 'cancelled' AND paid_time IS NOT NULL;
