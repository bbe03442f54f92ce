-- 库存周转天数（月，按品）：平均库存 / 出库 × 30
CREATE OR REPLACE TABLE inv_turnover_month AS
WITH stock AS (
    SELECT strftime(close_date, '%Y-%m') AS stat_month, product_code,
           avg(closing_amount) AS avg_stock
    FROM inv_daily_close
    GROUP BY 1, 2
), out_goods AS (
    SELECT strftime(moved_at, '%Y-%m') AS stat_month, product_code, sum(cost_amount) AS out_cost
    FROM inv_move
    WHERE move_type = '销售出'
    GROUP BY 1, 2
)
SELECT s.stat_month, s.product_code, s.avg_stock, o.out_cost, 30 * s.avg_stock / nullif(o.out_cost, 0) AS turnover_days
FROM stock s
LEFT JOIN out_goods o ON o.stat_month = s.stat_month AND o.product_code = s.product_code;
