-- 五个大区投诉合并
DROP TABLE IF EXISTS complaint_all;
CREATE TABLE complaint_all AS
SELECT 'huadong' AS region, complaint_no, product_code, complaint_type, opened_time, compensation FROM kf_complaint_huadong
UNION ALL
SELECT 'huabei', complaint_no, product_code, complaint_type, opened_time, compensation FROM kf_complaint_huabei
UNION ALL
SELECT 'huanan', complaint_no, product_code, complaint_type, opened_time, compensation FROM kf_complaint_huanan
UNION ALL
SELECT 'xinan', complaint_no, product_code, complaint_type, opened_time, compensation FROM kf_complaint_xinan
UNION ALL
SELECT 'xibei', complaint_no, product_code, complaint_type, opened_time, compensation FROM kf_complaint_xibei;
