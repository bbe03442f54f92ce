-- 新客来源（月）
DROP TABLE IF EXISTS new_user_source_month;
CREATE TABLE new_user_source_month AS
SELECT strftime('%Y-%m', w.created_time) AS buy_month, w.reg_channel, count(DISTINCT w.member_id) AS new_users
FROM crm.dwd_member_order_wide w
WHERE w.is_first_order = 1
GROUP BY strftime('%Y-%m', w.created_time), w.reg_channel;
