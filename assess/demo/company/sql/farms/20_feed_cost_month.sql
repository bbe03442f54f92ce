-- 饲喂成本（月）
DROP TABLE IF EXISTS feed_cost_month;
CREATE TABLE feed_cost_month AS
SELECT u.farm_code, strftime('%Y-%m', u.used_on) AS stat_month, sum(u.used_kg * s.price_kg) AS feed_cost
FROM feed_use u
JOIN feed_stock s ON s.feed_code = u.feed_code
GROUP BY u.farm_code, strftime('%Y-%m', u.used_on);
