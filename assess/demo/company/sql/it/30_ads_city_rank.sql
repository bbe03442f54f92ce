-- 城市排行
CREATE OR REPLACE TABLE ads.ads_city_rank AS
SELECT city, sum(pay_amount) AS pay_amount FROM dws.dws_city_day GROUP BY city;
