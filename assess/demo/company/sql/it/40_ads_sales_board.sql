-- 销售看板：平台月 GMV 环比
CREATE OR REPLACE TABLE ads.ads_sales_board AS
SELECT platform, pay_month, gmv, gmv - lag(gmv) OVER (PARTITION BY platform ORDER BY pay_month) AS change_amount
FROM dws.dws_gmv_month;
