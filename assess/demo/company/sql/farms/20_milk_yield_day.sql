-- 牧场日产奶量
DROP TABLE IF EXISTS milk_yield_day;
CREATE TABLE milk_yield_day AS
SELECT b.farm_code AS mc_bm, b.farm_name AS mc_mc, c.collect_date AS rq, sum(c.milk_kg) AS cn_kg
FROM farm_base AS b
INNER JOIN milk_collect AS c ON b.farm_code = c.farm_code
GROUP BY b.farm_code, b.farm_name, c.collect_date;
