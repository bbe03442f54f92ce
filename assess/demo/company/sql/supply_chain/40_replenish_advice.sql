-- 补货建议：近 14 天平台销量对照即时库存
CREATE OR REPLACE TABLE replenish_advice AS
WITH recent AS (
    SELECT product_code, sum(sold) AS sold_14d FROM dw.dws.dws_sku_day WHERE pay_date >= CURRENT_DATE - 14 GROUP BY product_code
)
SELECT i.product_code, r.sold_14d, sum(i.stock_qty) AS stock_qty, greatest(2 * r.sold_14d - sum(i.stock_qty), 0) AS advice_qty
FROM inv_stock i
JOIN recent r ON r.product_code = i.product_code
GROUP BY i.product_code, r.sold_14d;
