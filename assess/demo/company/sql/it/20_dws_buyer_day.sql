-- 平台买家日汇总
CREATE OR REPLACE TABLE dws.dws_buyer_day AS
SELECT buyer_hash, CAST(pay_time AS DATE) AS pay_date, sum(payment) AS pay_amount
FROM dwd.dwd_order_all
GROUP BY 1, 2;
