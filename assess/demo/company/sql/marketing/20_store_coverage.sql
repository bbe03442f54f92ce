-- 投放门店覆盖
DROP TABLE IF EXISTS store_coverage;
CREATE TABLE store_coverage AS
SELECT l.city, count(*) AS stores, sum(p.paid_amount) AS sold
FROM mkt_store_list l
LEFT JOIN retail.pos_sale p ON p.store_code = l.md_code
GROUP BY l.city;
