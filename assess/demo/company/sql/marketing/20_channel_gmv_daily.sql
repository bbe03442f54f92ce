-- 渠道 GMV 日表，投放复盘用
DROP TABLE IF EXISTS channel_gmv_daily;
CREATE TABLE channel_gmv_daily AS
WITH all_sales AS (
    SELECT strftime('%Y-%m-%d', o.paid_time) AS dt, o.channel_code AS channel, o.paid_amount AS gmv, 1 AS orders
    FROM shop.orders AS o
    WHERE o.paid_time IS NOT NULL
    UNION ALL
    SELECT strftime('%Y-%m-%d', s.sale_time), 'store', s.paid_amount, 1
    FROM retail.pos_sale AS s
)
SELECT channel, dt, sum(gmv) AS gmv, sum(orders) AS orders
FROM all_sales
GROUP BY channel, dt;
