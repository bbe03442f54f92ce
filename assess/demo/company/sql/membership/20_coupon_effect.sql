-- 券核销效果（按活动）
CREATE OR REPLACE TABLE coupon_effect AS
SELECT c.campaign_code,
       count(*) AS issued,
       count(c.used_order_id) AS used,
       sum(w.paid_amount) AS driven_amount
FROM coupon_issue c
LEFT JOIN dwd_member_order_wide w ON w.order_id = c.used_order_id
GROUP BY c.campaign_code;
