-- 天猫订单清洗
CREATE OR REPLACE TABLE dwd.dwd_tmall_order AS
SELECT tid, buyer_hash, sku_outer_id, num, payment, post_fee, trade_status, created, pay_time, receiver_city
FROM ods.ods_tmall_order
WHERE trade_status <> 'TRADE_CLOSED';
