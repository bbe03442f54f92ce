-- 供应链看板
CREATE OR REPLACE TABLE supply_board AS
SELECT t.stat_month, avg(t.turnover_days) AS turnover_days, max(o.on_time_rate) AS on_time_rate
FROM inv_turnover_month t
LEFT JOIN delivery_ontime_week o ON strftime(o.week_start, '%Y-%m') = t.stat_month
GROUP BY t.stat_month;
