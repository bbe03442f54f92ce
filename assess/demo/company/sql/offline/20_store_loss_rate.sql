-- 门店报损率（月）
DROP TABLE IF EXISTS store_loss_rate;
CREATE TABLE store_loss_rate AS
SELECT l.store_code, strftime('%Y-%m', l.loss_date) AS stat_month, sum(l.loss_amount) AS loss_amount, max(x.sold) AS sold_amount
FROM store_loss l
LEFT JOIN (
    SELECT store_code, sum(paid_amount) AS sold FROM pos_sale GROUP BY store_code
) x ON x.store_code = l.store_code
GROUP BY l.store_code, strftime('%Y-%m', l.loss_date);
