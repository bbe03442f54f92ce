-- 退货损失
DROP TABLE IF EXISTS return_loss;
CREATE TABLE return_loss AS
SELECT r.product_code, r.condition, count(*) AS parcels, sum(o.paid_amount) AS amount
FROM return_parcel r
JOIN shop.orders o ON o.order_id = r.order_id
GROUP BY r.product_code, r.condition;
