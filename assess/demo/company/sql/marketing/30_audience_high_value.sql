-- 高价值人群
DROP TABLE IF EXISTS audience_high_value;
CREATE TABLE audience_high_value AS
SELECT v.user_id, v.buy_amount, u.city
FROM user_value_score v
JOIN mkt_user u ON u.user_id = v.user_id
WHERE v.buy_times >= 3 AND v.buy_amount > 500;
