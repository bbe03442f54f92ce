-- 牛群结构
DROP TABLE IF EXISTS cow_structure;
CREATE TABLE cow_structure AS
SELECT f.farm_name, c.breed, c.cow_status, count(*) AS cows
FROM cow_register c
JOIN farm_base f ON f.farm_code = c.farm_code
GROUP BY f.farm_name, c.breed, c.cow_status;
