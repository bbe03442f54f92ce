-- 活动 ROI
DROP TABLE IF EXISTS campaign_roi;
CREATE TABLE campaign_roi AS
SELECT c.campaign_code,
       c.campaign_name,
       g.gmv,
       s.spend,
       g.gmv / s.spend AS roi
FROM promo_calendar c
INNER JOIN (
    SELECT campaign_code, sum(paid_amount) AS gmv
    FROM shop.orders
    WHERE campaign_code IS NOT NULL
    GROUP BY campaign_code
) g ON g.campaign_code = c.campaign_code
LEFT JOIN (
    SELECT campaign_code, sum(spend_amount) AS spend FROM ad_spend GROUP BY campaign_code
) s ON s.campaign_code = c.campaign_code;
