-- 供应商评分：交付与拒收
CREATE OR REPLACE TABLE supplier_score AS
SELECT s.supplier_code, s.grade, count(r.receipt_no) AS receipts,
       sum(r.rejected_qty) * 1.0 / nullif(sum(r.received_qty), 0) AS reject_rate
FROM md_supplier s
LEFT JOIN purchase_receipt r ON r.supplier_code = s.supplier_code
LEFT JOIN orders o ON o.order_id = r.order_id
GROUP BY s.supplier_code, s.grade;
