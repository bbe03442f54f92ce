-- 奶源日供应（牧场）
CREATE OR REPLACE TABLE raw_milk_supply_day AS
SELECT c.collect_date AS supply_date, f.farm_code, f.farm_name, sum(c.milk_kg) / 1000 AS milk_ton
FROM farm.milk_collect c
JOIN farm.farm_base f ON f.farm_code = c.farm_code
GROUP BY c.collect_date, f.farm_code, f.farm_name;
