-- 京东订单清洗
CREATE OR REPLACE TABLE dwd.dwd_jd_order AS
SELECT tid, buyer_hash, sku_outer_id, num, payment, post_fee, trade_status, created, pay_time, receiver_city
FROM ods.ods_jd_order
WHERE trade_status <> 'TRADE_CLOSED' AND payment > 0;
