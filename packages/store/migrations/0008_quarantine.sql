-- What a refused event needs to be checked again as it came, and what became of that.
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS sent_at Nullable(DateTime64(3, 'UTC'));
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS sdk LowCardinality(String);
-- ISO 3166 code of the country or its part: which rule of consent applied
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS place LowCardinality(String);
-- JSON receipt of the back end's key that covered it, when it brought none
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS basis String;
-- From the content: the same refused event has the same name in every process.
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS entry_id String
    ALIAS lower(hex(sipHash128(site_id, toUnixTimestamp64Milli(received_at), event_id, code, raw)));

-- Which refused events went in later. Named by a hash: nothing here says whose they were.
CREATE TABLE IF NOT EXISTS quarantine_replays
(
    site_id LowCardinality(String),
    entry_id String,
    -- 'accepted' or 'duplicate'
    outcome LowCardinality(String),
    replayed_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(replayed_at)
ORDER BY (site_id, entry_id)
TTL toDateTime(replayed_at) + INTERVAL 366 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
