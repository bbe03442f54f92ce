-- 城市日汇总，带天气
CREATE OR REPLACE TABLE dws.dws_city_day AS
SELECT a.receiver_city AS city, CAST(a.pay_time AS DATE) AS pay_date, sum(a.payment) AS pay_amount, max(w.temp_high) AS temp_high
FROM dwd.dwd_order_all a
LEFT JOIN ods.ods_weather_city w ON w.city = a.receiver_city AND w.obs_date = CAST(a.pay_time AS DATE)
GROUP BY 1, 2;
