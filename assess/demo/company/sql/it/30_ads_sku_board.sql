-- 单品看板
CREATE OR REPLACE TABLE ads.ads_sku_board AS
SELECT product_code, product_name, max(pay_date) AS last_sold, sum(sold) AS sold FROM dws.dws_sku_day GROUP BY 1, 2;
