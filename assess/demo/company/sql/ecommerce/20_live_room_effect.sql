-- 直播间效果
CREATE OR REPLACE TABLE live_room_effect AS
SELECT r.room_id, r.channel_code, r.minutes, sum(i.clicks) AS clicks, count(i.item_id) AS items
FROM live_room r
LEFT JOIN live_room_item i ON i.room_id = r.room_id
GROUP BY r.room_id, r.channel_code, r.minutes;
