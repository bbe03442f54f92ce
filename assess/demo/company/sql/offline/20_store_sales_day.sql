-- 门店销售日报
DROP TABLE IF EXISTS store_sales_day;
CREATE TABLE store_sales_day AS
SELECT strftime('%Y-%m-%d', s.sale_time) AS stat_date,
       m.store_code,
       m.region,
       sum(s.paid_amount) AS sales_amount,
       count(*) AS tickets,
       sum(s.refund_amount) AS refund_amount
FROM pos_sale s
JOIN md_store m ON m.store_code = s.store_code
GROUP BY strftime('%Y-%m-%d', s.sale_time), m.store_code, m.region;
