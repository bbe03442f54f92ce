-- 会员价值分层，取自 RFM
CREATE OR REPLACE TABLE member_value_tier AS
SELECT member_id,
       CASE WHEN monetary >= 800 AND frequency >= 4 THEN '高价值'
            WHEN recency_days > 120 THEN '沉睡'
            ELSE '一般' END AS value_tier
FROM member_rfm;
