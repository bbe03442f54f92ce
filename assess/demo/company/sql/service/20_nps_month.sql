-- 净推荐值（月）
DROP TABLE IF EXISTS nps_month;
CREATE TABLE nps_month AS
SELECT strftime('%Y-%m', answered_at) AS stat_month,
       sum(CASE WHEN nps_score >= 9 THEN 1 WHEN nps_score <= 6 THEN -1 ELSE 0 END) * 100.0 / count(*) AS nps
FROM nps_survey
GROUP BY strftime('%Y-%m', answered_at);
