-- 分渠道月销售（与日报同源，粒度为月，用于结账）
CREATE OR REPLACE TABLE channel_sales_month AS
SELECT strftime(biz_time, '%Y-%m') AS period, sales_channel, sum(amount) AS sales_amount
FROM (
    SELECT paid_time AS biz_time, channel_code AS sales_channel, paid_amount AS amount FROM shop.orders WHERE paid_time IS NOT NULL
    UNION ALL
    SELECT sale_time, 'store', paid_amount FROM retail.pos_sale
) x
GROUP BY 1, 2;
