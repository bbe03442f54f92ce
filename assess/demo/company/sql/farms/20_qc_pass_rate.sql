-- 成品合格率
DROP TABLE IF EXISTS qc_pass_rate;
CREATE TABLE qc_pass_rate AS
SELECT q.product_code, p.product_name, sum(CASE WHEN q.result = '合格' THEN 1 ELSE 0 END) * 1.0 / count(*) AS pass_rate
FROM factory_qc q
JOIN scm.md_product p ON p.product_code = q.product_code
GROUP BY q.product_code, p.product_name;
