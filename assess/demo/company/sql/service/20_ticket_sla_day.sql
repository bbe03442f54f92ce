-- 工单时效
DROP TABLE IF EXISTS ticket_sla_day;
CREATE TABLE ticket_sla_day AS
SELECT strftime('%Y-%m-%d', opened_at) AS open_date, ticket_type, count(*) AS tickets,
       avg((julianday(closed_at) - julianday(opened_at)) * 24) AS avg_hours
FROM ticket
GROUP BY strftime('%Y-%m-%d', opened_at), ticket_type;
