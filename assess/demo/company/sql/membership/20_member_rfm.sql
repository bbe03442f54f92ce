-- 会员 RFM：最近一次消费、频次、金额；近 180 天
CREATE OR REPLACE TABLE member_rfm AS
WITH paid AS (
    SELECT member_id, paid_time, paid_amount - refund_amount AS net_amount
    FROM dwd_member_order_wide
    WHERE order_status <> 'cancelled' AND paid_time >= CURRENT_DATE - INTERVAL 180 DAY
)
SELECT member_id,
       date_diff('day', CAST(max(paid_time) AS DATE), CURRENT_DATE) AS recency_days,
       count(*) AS frequency,
       sum(net_amount) AS monetary
FROM paid
GROUP BY member_id;
