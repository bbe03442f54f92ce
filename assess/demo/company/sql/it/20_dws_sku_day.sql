-- 单品日汇总
CREATE OR REPLACE TABLE dws.dws_sku_day AS
SELECT a.product_code, p.product_name, CAST(a.pay_time AS DATE) AS pay_date, sum(a.num) AS sold
FROM dwd.dwd_order_all a
JOIN scm.md_product p ON p.product_code = a.product_code
GROUP BY 1, 2, 3;
