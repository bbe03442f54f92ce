-- 商品投诉月报
DROP TABLE IF EXISTS complaint_product_month;
CREATE TABLE complaint_product_month AS
SELECT c.region, p.product_name, strftime('%Y-%m', c.opened_time) AS stat_month, count(*) AS complaints,
       sum(c.compensation) AS compensation
FROM complaint_all c
JOIN scm.md_product p ON p.product_code = c.product_code
GROUP BY c.region, p.product_name, strftime('%Y-%m', c.opened_time);
