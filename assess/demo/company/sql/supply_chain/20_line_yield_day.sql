-- 产线合格率
CREATE OR REPLACE TABLE line_yield_day AS
SELECT CAST(output_time AS DATE) AS output_date, line_code, sum(good_qty) AS good_qty, sum(bad_qty) AS bad_qty
FROM prod_output
GROUP BY 1, 2;
