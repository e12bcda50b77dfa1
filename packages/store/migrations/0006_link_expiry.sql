-- A link that names a person is forgotten a month after it ended.
ALTER TABLE link_tokens MODIFY TTL
    toDateTime(ifNull(expires_at, toDateTime64('2100-01-01 00:00:00', 3, 'UTC'))) + INTERVAL 30 DAY DELETE WHERE user_id != '';
