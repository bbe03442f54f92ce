-- 门店排名：销售 + 巡店得分
DROP TABLE IF EXISTS store_rank;
CREATE TABLE store_rank AS
SELECT r.store_code, r.target_month, r.reach_rate, avg(i.score) AS inspect_score
FROM store_target_reach r
LEFT JOIN store_inspection i ON i.store_code = r.store_code
GROUP BY r.store_code, r.target_month, r.reach_rate;
