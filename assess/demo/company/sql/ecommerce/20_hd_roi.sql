-- 活动投产比：活动期成交 / 投放花费
CREATE OR REPLACE TABLE hd_roi AS
WITH hf AS (
    SELECT campaign_code, sum(spend_amount) AS hf_je FROM mkt.ad_spend GROUP BY campaign_code
), cj AS (
    SELECT campaign_code, sum(paid_amount) AS cj_je, count(*) AS cj_dd
    FROM orders
    WHERE campaign_code IS NOT NULL
    GROUP BY campaign_code
)
SELECT p.campaign_code AS hdbm, p.campaign_name AS hdmc, cj.cj_je, hf.hf_je, cj.cj_je / nullif(hf.hf_je, 0) AS tcb
FROM mkt.promo_calendar p
JOIN cj ON cj.campaign_code = p.campaign_code
LEFT JOIN hf ON hf.campaign_code = p.campaign_code;
