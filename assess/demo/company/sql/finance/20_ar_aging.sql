-- 应收账龄
CREATE OR REPLACE TABLE ar_aging AS
SELECT a.dealer_code, d.city,
       sum(CASE WHEN a.due_date < CURRENT_DATE - 90 THEN a.amount ELSE 0 END) AS over_90,
       sum(CASE WHEN a.due_date < CURRENT_DATE THEN a.amount ELSE 0 END) AS overdue,
       sum(a.amount) AS total_amount
FROM ar_open a
LEFT JOIN retail.dealer d ON d.dealer_code = a.dealer_code
GROUP BY a.dealer_code, d.city;
