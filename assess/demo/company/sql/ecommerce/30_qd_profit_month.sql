-- 渠道月利润（扣平台费用）
CREATE OR REPLACE TABLE qd_profit_month AS
SELECT x.qd, strftime(x.rq, '%Y-%m') AS yf, sum(x.xse) AS xse, max(f.fee) AS ptfy
FROM ads_qd_xs_day x
LEFT JOIN (
    SELECT channel_code, strftime(bill_date, '%Y-%m') AS fee_month, sum(amount) AS fee FROM pt_fee_bill GROUP BY 1, 2
) f ON f.channel_code = x.qd AND f.fee_month = strftime(x.rq, '%Y-%m')
GROUP BY x.qd, strftime(x.rq, '%Y-%m');
