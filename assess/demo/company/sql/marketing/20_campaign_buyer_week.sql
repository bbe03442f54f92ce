-- 活动每周购买人数（与 ROI 同源，粒度不同）
DROP TABLE IF EXISTS campaign_buyer_week;
CREATE TABLE campaign_buyer_week AS
SELECT c.campaign_code, strftime('%Y-%W', o.paid_time) AS buy_week, count(DISTINCT o.member_id) AS buyers
FROM promo_calendar c
JOIN shop.orders o ON o.campaign_code = c.campaign_code
GROUP BY c.campaign_code, strftime('%Y-%W', o.paid_time);
