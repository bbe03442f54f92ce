-- 平台月 GMV
CREATE OR REPLACE TABLE dws.dws_gmv_month AS
SELECT platform, strftime(pay_date, '%Y-%m') AS pay_month, sum(pay_amount) AS gmv
FROM dws.dws_order_day
GROUP BY 1, 2;
