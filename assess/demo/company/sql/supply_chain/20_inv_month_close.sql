-- 库存月结：日结的月末与累计
CREATE OR REPLACE TABLE inv_month_close AS
SELECT strftime(close_date, '%Y-%m') AS close_month, warehouse_code, product_code,
       arg_min(opening_qty, close_date) AS opening_qty, sum(in_qty) AS in_qty, sum(out_qty) AS out_qty,
       arg_max(closing_qty, close_date) AS closing_qty, arg_max(closing_amount, close_date) AS closing_amount
FROM inv_daily_close
GROUP BY 1, 2, 3;
