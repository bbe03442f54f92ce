-- 单品周排行
CREATE OR REPLACE TABLE sku_rank_week AS
WITH weekly AS (
    SELECT date_trunc('week', v.paid_time) AS week_start, v.product_code, sum(v.qty) AS sold
    FROM dwd_order_valid v
    GROUP BY 1, 2
)
SELECT w.week_start, w.product_code, p.product_name, w.sold,
       row_number() OVER (PARTITION BY w.week_start ORDER BY w.sold DESC, w.product_code) AS rank_no
FROM weekly w
JOIN scm.md_product p ON p.product_code = w.product_code;
