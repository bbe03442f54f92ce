-- 到手价与竞品价对照
CREATE OR REPLACE TABLE price_watch AS
SELECT l.product_code, l.channel_code, min(l.online_price) AS our_price, avg(c.price) AS rival_price
FROM item_listing l
LEFT JOIN mkt.competitor_price c ON c.channel_code = l.channel_code
GROUP BY l.product_code, l.channel_code;
