-- 退款率日报（按商品）
CREATE OR REPLACE TABLE tk_l_day AS
SELECT CAST(o.paid_time AS DATE) AS rq,
       o.product_code AS spbm,
       count(r.refund_no) * 1.0 / count(*) AS tkl,
       sum(coalesce(r.refund_amount, 0)) AS tkje
FROM orders o
LEFT JOIN refund r ON r.order_id = o.order_id
WHERE o.paid_time IS NOT NULL
GROUP BY 1, 2;
