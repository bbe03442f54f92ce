-- 需求预测准确率
CREATE OR REPLACE TABLE demand_accuracy_week AS
SELECT d.plan_week, d.product_code, sum(d.plan_qty) AS plan_qty, max(a.sold) AS sold_qty
FROM demand_plan d
LEFT JOIN (
    SELECT strftime(paid_time, '%YW%V') AS sold_week, product_code, sum(qty) AS sold FROM shop.orders GROUP BY 1, 2
) a ON a.sold_week = d.plan_week AND a.product_code = d.product_code
GROUP BY d.plan_week, d.product_code;
