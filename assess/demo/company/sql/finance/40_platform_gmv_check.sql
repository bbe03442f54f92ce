-- 平台月成交与收款核对，平台数取自集团数仓
CREATE OR REPLACE TABLE platform_gmv_check AS
SELECT g.platform, g.pay_month, g.gmv AS platform_gmv, f.received AS received_amount
FROM dw.dws.dws_gmv_month g
LEFT JOIN (
    SELECT strftime(received_time, '%Y-%m') AS pay_month, sum(received_amount) AS received FROM payment_flow GROUP BY 1
) f ON f.pay_month = g.pay_month;
