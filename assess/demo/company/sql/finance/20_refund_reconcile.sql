-- 退款对账：退款单与收款流水
CREATE OR REPLACE TABLE refund_reconcile AS
SELECT r.refund_no, r.order_id, r.refund_amount, f.received_amount, f.received_amount - r.refund_amount AS gap
FROM shop.refund r
LEFT JOIN payment_flow f ON f.order_id = r.order_id;
