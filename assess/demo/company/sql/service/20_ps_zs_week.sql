-- 配送准时率（周，按仓），客诉归因用
DROP TABLE IF EXISTS ps_zs_week;
CREATE TABLE ps_zs_week AS
WITH ps AS (
    SELECT strftime('%Y-%W', w.promised_time) AS zc, w.warehouse_code AS ckbm,
           CASE WHEN w.promised_time >= w.sign_time THEN 1 ELSE 0 END AS zs
    FROM scm.tms_waybill w
    WHERE w.sign_time IS NOT NULL
)
SELECT zc, ckbm, count(1) AS yds, sum(zs) AS zss, 1.0 * sum(zs) / count(1) AS zsl
FROM ps
GROUP BY zc, ckbm;
