-- 分渠道销售日报（财务口径）
CREATE TABLE IF NOT EXISTS rpt_channel_sales_day (
    biz_date DATE, sales_channel VARCHAR, sales_amount DECIMAL(18, 2), order_count BIGINT
);
DELETE FROM rpt_channel_sales_day WHERE biz_date >= DATE '2026-05-26';
INSERT INTO rpt_channel_sales_day (biz_date, sales_channel, sales_amount, order_count)
SELECT u.biz_date, u.sales_channel, sum(u.amount), sum(u.cnt)
FROM (
    SELECT CAST(o.paid_time AS DATE) AS biz_date, o.channel_code AS sales_channel, sum(o.paid_amount) AS amount, count(*) AS cnt
    FROM shop.orders o
    WHERE o.paid_time IS NOT NULL
    GROUP BY CAST(o.paid_time AS DATE), o.channel_code
    UNION ALL
    SELECT CAST(p.sale_time AS DATE), 'store', sum(p.paid_amount), count(*)
    FROM retail.pos_sale p
    GROUP BY CAST(p.sale_time AS DATE)
) u
GROUP BY u.biz_date, u.sales_channel;
