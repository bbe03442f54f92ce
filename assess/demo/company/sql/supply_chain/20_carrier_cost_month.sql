-- 承运成本：账单与运单
CREATE OR REPLACE TABLE carrier_cost_month AS
SELECT b.bill_month, b.carrier_code, sum(b.amount) AS billed, max(w.fee) AS waybill_fee
FROM carrier_bill b
LEFT JOIN (
    SELECT strftime(ship_time, '%Y-%m') AS ship_month, sum(carrier_fee) AS fee FROM tms_waybill GROUP BY 1
) w ON w.ship_month = b.bill_month
GROUP BY b.bill_month, b.carrier_code;
