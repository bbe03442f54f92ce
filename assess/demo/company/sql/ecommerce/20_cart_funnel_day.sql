-- 加购漏斗
CREATE TEMP TABLE cart_step AS
SELECT CAST(event_time AS DATE) AS event_date, member_id, max(CASE WHEN event_type = 'checkout' THEN 1 ELSE 0 END) AS checked_out
FROM cart_event
GROUP BY 1, 2;
CREATE OR REPLACE TABLE cart_funnel_day AS
SELECT event_date, count(*) AS cart_members, sum(checked_out) AS checkout_members
FROM cart_step
GROUP BY event_date;
DROP TABLE cart_step;
