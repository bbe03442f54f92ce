-- 存货周转（月，按物料）
CREATE OR REPLACE TABLE ch_zz_month AS
SELECT k.yf, k.wl, k.pj_ch, c.ck_cb, k.pj_ch * 30 / nullif(c.ck_cb, 0) AS zz_ts
FROM (
    SELECT strftime(close_date, '%Y-%m') AS yf, product_code AS wl, avg(closing_amount) AS pj_ch
    FROM scm.inv_daily_close
    GROUP BY strftime(close_date, '%Y-%m'), product_code
) k
LEFT JOIN (
    SELECT strftime(moved_at, '%Y-%m') AS yf, product_code AS wl, sum(cost_amount) AS ck_cb
    FROM scm.inv_move
    WHERE move_type IN ('销售出')
    GROUP BY strftime(moved_at, '%Y-%m'), product_code
) c ON c.yf = k.yf AND c.wl = k.wl;
