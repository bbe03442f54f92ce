-- 积分流水清洗：去掉作废为零的记录，补自然日
CREATE OR REPLACE TABLE dwd_point_log AS
SELECT log_id, member_id, change_type, points, ref_no, happened_at, CAST(happened_at AS DATE) AS happened_on
FROM point_log
WHERE points <> 0;
