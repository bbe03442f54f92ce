-- 高管简报：驾驶舱最近三个月
CREATE OR REPLACE TABLE ads.ads_exec_brief AS
SELECT * FROM ads.ads_exec_cockpit WHERE pay_month >= '2026-09';
