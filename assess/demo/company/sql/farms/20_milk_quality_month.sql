-- 生乳质量月报（南北合并）
DROP TABLE IF EXISTS milk_quality_month;
CREATE TABLE milk_quality_month AS
SELECT farm_code, strftime('%Y-%m', sampled_on) AS stat_month, avg(fat_rate) AS fat_rate, avg(protein_rate) AS protein_rate,
       max(bacteria_cnt) AS bacteria_max
FROM (
    SELECT farm_code, sampled_on, fat_rate, protein_rate, bacteria_cnt FROM milk_test_north
    UNION ALL
    SELECT farm_code, sampled_on, fat_rate, protein_rate, bacteria_cnt FROM milk_test_south
) t
GROUP BY farm_code, strftime('%Y-%m', sampled_on);
