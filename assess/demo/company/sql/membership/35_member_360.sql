-- 会员全景：基础信息、分层、积分余额
CREATE OR REPLACE TABLE member_360 AS
SELECT m.member_id, m.member_level, m.city, t.value_tier, b.balance AS point_balance, s.store_name AS nearest_store
FROM crm_member m
LEFT JOIN member_value_tier t ON t.member_id = m.member_id
LEFT JOIN point_balance b ON b.member_id = m.member_id
LEFT JOIN (SELECT city, min(store_name) AS store_name FROM dim_store GROUP BY city) s ON s.city = m.city;
