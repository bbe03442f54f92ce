-- 平台佣金计提（季）：成交额取自集团数仓，费率按合同
CREATE OR REPLACE TABLE platform_accrual_quarter AS
SELECT platform,
       substr(pay_month, 1, 4) || 'Q' || CAST(ceil(CAST(substr(pay_month, 6, 2) AS INTEGER) / 3.0) AS INTEGER) AS accrual_quarter,
       sum(gmv) AS base_amount,
       sum(gmv) * max(CASE platform WHEN 'tmall' THEN 0.05 WHEN 'jd' THEN 0.06 ELSE 0.045 END) AS commission
FROM dw.dws.dws_gmv_month
GROUP BY 1, 2;
