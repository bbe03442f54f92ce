-- 平台买家回访波次：按最近一次付款分批
DROP TABLE IF EXISTS platform_buyer_wave;
CREATE TABLE platform_buyer_wave AS
SELECT buyer_hash, max(pay_date) AS last_pay_date, count(*) AS pay_days,
       CASE WHEN max(pay_date) >= '2026-10-01' THEN 'A' WHEN max(pay_date) >= '2026-08-01' THEN 'B' ELSE 'C' END AS wave
FROM dw.dws.dws_buyer_day
GROUP BY buyer_hash;
