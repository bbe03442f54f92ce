-- 经销商要货月汇总
DROP TABLE IF EXISTS dealer_order_month;
CREATE TABLE dealer_order_month AS
SELECT d.dealer_code, d.city, strftime('%Y-%m', o.yh_date) AS yh_month, sum(o.amount) AS amount, sum(o.boxes) AS boxes
FROM distributor_order o
JOIN dealer d ON d.dealer_code = o.dealer_code
GROUP BY d.dealer_code, d.city, strftime('%Y-%m', o.yh_date);
