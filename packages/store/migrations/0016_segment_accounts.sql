-- What is said about an account concerns all its people, also those who did nothing themselves.
ALTER TABLE segment_touched_fill MODIFY QUERY
SELECT site_id, now64(3) AS added_at, end.1 AS kind, end.2 AS id
FROM events
ARRAY JOIN arrayFilter(e -> e.2 != '', [
    (if(user_id != '', 'user', 'anonymous'), if(user_id != '' OR anonymous_id != '', subject_id, '')),
    ('account', if(type = 'account' AND account_id != '', concat('account:', account_id), ''))]) AS end
WHERE site_id IN (SELECT site_id FROM segments WHERE webhook != '')
GROUP BY site_id, kind, id;
