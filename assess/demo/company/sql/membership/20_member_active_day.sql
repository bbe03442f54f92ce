-- 每日登录活跃会员
CREATE OR REPLACE TABLE member_active_day AS
SELECT CAST(login_time AS DATE) AS active_date, client_type, count(DISTINCT member_id) AS active_members, count(*) AS logins
FROM member_login_log
GROUP BY 1, 2;
