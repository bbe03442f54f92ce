-- 城市推送计划：高温城市优先推低温酸奶
DROP TABLE IF EXISTS city_push_plan;
CREATE TABLE city_push_plan AS
SELECT d.city, max(d.temp_high) AS temp_high, sum(d.pay_amount) AS pay_amount, count(DISTINCT u.user_id) AS users
FROM dw.dws.dws_city_day d
LEFT JOIN mkt_user u ON u.city = d.city
WHERE d.pay_date >= '2026-10-01'
GROUP BY d.city;
