-- 临期预警
CREATE OR REPLACE TABLE expiry_warning AS
SELECT i.warehouse_code, i.product_code, p.product_name, i.batch_no, i.stock_qty,
       i.produced_on + p.shelf_days AS expires_on
FROM inv_stock i
JOIN md_product p ON p.product_code = i.product_code
WHERE i.produced_on + p.shelf_days < CURRENT_DATE + 30;
