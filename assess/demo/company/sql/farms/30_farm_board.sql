-- 牧场看板：公斤奶成本
DROP TABLE IF EXISTS farm_board;
CREATE TABLE farm_board AS
SELECT y.mc_bm, f.stat_month, sum(y.cn_kg) AS milk_kg, max(f.feed_cost) AS feed_cost
FROM milk_yield_day y
JOIN feed_cost_month f ON f.farm_code = y.mc_bm AND f.stat_month = strftime('%Y-%m', y.rq)
GROUP BY y.mc_bm, f.stat_month;
