-- 高管驾驶舱
CREATE OR REPLACE TABLE ads.ads_exec_cockpit AS
SELECT b.pay_month, sum(b.gmv) AS gmv, max(s.turnover_days) AS turnover_days, max(s.on_time_rate) AS on_time_rate
FROM ads.ads_sales_board b
LEFT JOIN scm.supply_board s ON s.stat_month = b.pay_month
GROUP BY b.pay_month;
