-- 平台佣金计提（月）：成交额取自集团数仓，费率按合同
CREATE OR REPLACE TABLE platform_accrual_month AS
SELECT platform, pay_month, gmv,
       gmv * CASE platform WHEN 'tmall' THEN 0.05 WHEN 'jd' THEN 0.06 ELSE 0.045 END AS commission
FROM dw.dws.dws_gmv_month;
