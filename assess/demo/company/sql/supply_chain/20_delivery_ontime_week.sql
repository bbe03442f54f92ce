-- 准时送达率（周，按仓）：签收不晚于承诺
CREATE OR REPLACE TABLE delivery_ontime_week AS
SELECT date_trunc('week', promised_time) AS week_start,
       warehouse_code,
       count(*) AS waybills,
       sum(CASE WHEN sign_time <= promised_time THEN 1 ELSE 0 END) AS on_time,
       sum(CASE WHEN sign_time <= promised_time THEN 1 ELSE 0 END) * 1.0 / count(*) AS on_time_rate
FROM tms_waybill
WHERE sign_time IS NOT NULL
GROUP BY 1, 2;
