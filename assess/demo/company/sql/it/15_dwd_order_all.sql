-- 三平台订单合并；全集团报表都从这张表走
CREATE OR REPLACE TABLE dwd.dwd_order_all AS
SELECT 'tmall' AS platform, tid, buyer_hash, sku_outer_id AS product_code, num, payment, pay_time, receiver_city FROM dwd.dwd_tmall_order
UNION ALL
SELECT 'jd', tid, buyer_hash, sku_outer_id, num, payment, pay_time, receiver_city FROM dwd.dwd_jd_order
UNION ALL
SELECT 'douyin', tid, buyer_hash, sku_outer_id, num, payment, pay_time, receiver_city FROM ods.ods_douyin_order;
