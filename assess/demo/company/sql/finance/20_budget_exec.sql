-- 预算执行
CREATE OR REPLACE TABLE budget_exec AS
SELECT b.cost_center, b.month_no, sum(b.amount) AS budget, max(e.used) AS used
FROM budget_2026 b
LEFT JOIN (
    SELECT cost_center, month(claimed_on) AS month_no, sum(amount) AS used FROM expense_claim GROUP BY 1, 2
) e ON e.cost_center = b.cost_center AND e.month_no = b.month_no
GROUP BY b.cost_center, b.month_no;
