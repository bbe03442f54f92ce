-- 商品退款率（日）
DROP TABLE IF EXISTS kf_refund_rate;
CREATE TABLE kf_refund_rate AS
SELECT x.pay_date, x.product_code, sum(x.refunded) * 1.0 / sum(x.paid) AS refund_rate, sum(x.refund_amount) AS refund_amount
FROM (
    SELECT strftime('%Y-%m-%d', o.paid_time) AS pay_date, o.product_code, 1 AS paid,
           CASE WHEN r.order_id IS NULL THEN 0 ELSE 1 END AS refunded, ifnull(r.refund_amount, 0) AS refund_amount
    FROM shop.orders o
    LEFT OUTER JOIN shop.refund r ON o.order_id = r.order_id
    WHERE NOT o.paid_time IS NULL
) x
GROUP BY x.pay_date, x.product_code;
