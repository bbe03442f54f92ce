-- 省份月销售（粒度与渠道日报不同）
CREATE OR REPLACE TABLE ads_sales_province_month AS
SELECT province, strftime(paid_time, '%Y-%m') AS sale_month, sum(paid_amount) AS amount, count(DISTINCT member_id) AS buyers
FROM orders
WHERE paid_time IS NOT NULL
GROUP BY province, strftime(paid_time, '%Y-%m');
