-- 用户价值打分：近度、频度、额度
DROP TABLE IF EXISTS user_value_score;
CREATE TABLE user_value_score AS
SELECT w.member_id AS user_id,
       julianday(date('now')) - julianday(max(w.paid_time)) AS last_buy_days,
       count(w.order_id) AS buy_times,
       sum(w.paid_amount - w.refund_amount) AS buy_amount
FROM crm.dwd_member_order_wide AS w
WHERE w.order_status != 'cancelled'
  AND julianday(date('now')) - julianday(w.paid_time) <= 180
GROUP BY w.member_id;
