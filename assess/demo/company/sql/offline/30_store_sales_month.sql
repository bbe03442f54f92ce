-- 门店销售月报，由日报汇总
DROP TABLE IF EXISTS store_sales_month;
CREATE TABLE store_sales_month AS
SELECT substr(stat_date, 1, 7) AS stat_month, store_code, region,
       sum(sales_amount) AS sales_amount, sum(tickets) AS tickets, sum(refund_amount) AS refund_amount
FROM store_sales_day
GROUP BY substr(stat_date, 1, 7), store_code, region;
