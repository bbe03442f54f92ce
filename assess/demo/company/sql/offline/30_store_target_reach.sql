-- 目标达成
DROP TABLE IF EXISTS store_target_reach;
CREATE TABLE store_target_reach AS
SELECT t.store_code, t.target_month, t.target_amount, m.sales_amount, m.sales_amount / t.target_amount AS reach_rate
FROM store_target t
LEFT JOIN store_sales_month m ON m.store_code = t.store_code AND m.stat_month = t.target_month;
