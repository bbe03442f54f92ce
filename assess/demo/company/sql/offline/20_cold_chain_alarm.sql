-- 冷柜超温
DROP TABLE IF EXISTS cold_chain_alarm;
CREATE TABLE cold_chain_alarm AS
SELECT t.device_no, d.store_code, count(*) AS alarms, max(t.temp_c) AS max_temp
FROM store_temp_log t
JOIN store_device d ON d.device_no = t.device_no
WHERE t.temp_c > 6
GROUP BY t.device_no, d.store_code;
