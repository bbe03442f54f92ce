-- 达人投放效果
DROP TABLE IF EXISTS kol_effect;
CREATE TABLE kol_effect AS
SELECT p.kol_code, k.platform, sum(p.cost) AS cost, count(*) AS posts
FROM kol_post p
JOIN kol k ON k.kol_code = p.kol_code
GROUP BY p.kol_code, k.platform;
