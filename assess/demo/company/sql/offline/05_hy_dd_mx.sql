-- 从会员运营部宽表取数，门店查会员用
INSERT INTO hy_dd_mx (dd_id, dd_bh, hy_bh, hy_dj, sp_bm, sp_mc, sl, dj, sf_je, xd_sj, zf_sj, md_bm)
SELECT order_id, order_no, CAST(member_id AS TEXT), member_level, product_code, product_name, qty, unit_price, paid_amount,
       created_time, paid_time, store_code
FROM crm.dwd_member_order_wide
WHERE created_time >= '2024-11-22';
