-- 渠道销售日报（电商口径，含门店对比）
CREATE OR REPLACE TABLE ads_qd_xs_day AS
WITH xs AS (
    SELECT CAST(paid_time AS DATE) AS rq, channel_code AS qd, paid_amount AS je, order_id AS dd
    FROM orders
    WHERE paid_time IS NOT NULL
    UNION ALL
    SELECT CAST(sale_time AS DATE), 'store', paid_amount, sale_id
    FROM retail.pos_sale
)
SELECT rq, qd, sum(je) AS xse, count(DISTINCT dd) AS dds
FROM xs
GROUP BY rq, qd;
