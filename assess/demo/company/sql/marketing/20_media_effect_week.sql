-- 媒介效果（周）
DROP TABLE IF EXISTS media_effect_week;
CREATE TABLE media_effect_week AS
SELECT media, strftime('%Y-%W', spend_date) AS spend_week, sum(spend_amount) AS spend, sum(clicks) AS clicks,
       sum(impressions) AS impressions
FROM ad_spend
GROUP BY media, strftime('%Y-%W', spend_date);
