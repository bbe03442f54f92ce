-- 平台订单日汇总
CREATE OR REPLACE TABLE dws.dws_order_day AS
SELECT platform, CAST(pay_time AS DATE) AS pay_date, count(*) AS order_cnt, sum(payment) AS pay_amount
FROM dwd.dwd_order_all
GROUP BY 1, 2;
