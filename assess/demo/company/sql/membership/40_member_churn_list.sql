-- 沉睡会员名单，推给门店回访
CREATE OR REPLACE TABLE member_churn_list AS
SELECT p.member_id, p.city, p.point_balance
FROM member_360 p
WHERE p.value_tier = '沉睡' AND p.point_balance > 0;
