-- 渠道利润（月）
CREATE OR REPLACE TABLE channel_profit_month AS
SELECT m.period, m.sales_channel, m.sales_amount, sum(f.channel_fee) AS channel_fee
FROM channel_sales_month m
LEFT JOIN payment_flow f ON strftime(f.received_time, '%Y-%m') = m.period
GROUP BY m.period, m.sales_channel, m.sales_amount;
