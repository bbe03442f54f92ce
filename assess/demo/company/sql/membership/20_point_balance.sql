-- 积分余额
CREATE TABLE IF NOT EXISTS point_balance (member_id BIGINT PRIMARY KEY, balance BIGINT, last_change TIMESTAMP);
MERGE INTO point_balance AS b
USING (
    SELECT member_id, sum(points) AS balance, max(happened_at) AS last_change FROM point_log GROUP BY member_id
) AS s
ON b.member_id = s.member_id
WHEN MATCHED THEN UPDATE SET balance = s.balance, last_change = s.last_change
WHEN NOT MATCHED THEN INSERT (member_id, balance, last_change) VALUES (s.member_id, s.balance, s.last_change);
