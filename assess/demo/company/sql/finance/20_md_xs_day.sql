-- 门店销售日报（财务）
CREATE OR REPLACE TABLE md_xs_day AS
SELECT CAST(p.sale_time AS DATE) AS rq, s.store_code AS mdbm, s.region AS dq, sum(p.paid_amount) AS xsje, count(*) AS bs,
       sum(p.refund_amount) AS tkje
FROM retail.pos_sale p, retail.md_store s
WHERE p.store_code = s.store_code
GROUP BY CAST(p.sale_time AS DATE), s.store_code, s.region;
