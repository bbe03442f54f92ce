-- 库存与门店联动（未完成，勿用）
INSERT INTO ads.ads_stock_alarm
SELECT s.warehouse_code, s.product_code, SUM(s.stock_qty AS qty
FROM scm.inv_stock s
JOIN (SELECT product_code FROM dws.dws_sku_day WHERE sold > 100
WHERE s.stock_qty < ;
