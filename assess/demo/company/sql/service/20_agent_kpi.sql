-- 坐席绩效（月）
DROP TABLE IF EXISTS agent_kpi;
CREATE TABLE agent_kpi AS
SELECT a.agent_no, a.team, count(DISTINCT t.ticket_no) AS tickets, avg(q.score) AS quality_score
FROM agent_roster a
LEFT JOIN ticket t ON t.agent_no = a.agent_no
LEFT JOIN chat_session s ON s.agent_no = a.agent_no
LEFT JOIN quality_check q ON q.session_id = s.session_id
GROUP BY a.agent_no, a.team;
