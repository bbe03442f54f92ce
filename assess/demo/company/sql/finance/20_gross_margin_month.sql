-- 毛利（月，按品）
CREATE OR REPLACE TABLE gross_margin_month AS
SELECT strftime(o.paid_time, '%Y-%m') AS period, o.product_code,
       sum(o.paid_amount) AS revenue,
       sum(o.qty * (c.material_cost + c.labour_cost + c.overhead + c.logistics_cost)) AS cost
FROM shop.orders o
JOIN cost_std_month c ON c.product_code = o.product_code AND c.period = strftime(o.paid_time, '%Y-%m')
GROUP BY 1, 2;
