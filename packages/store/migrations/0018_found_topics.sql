-- Topics found in comments, so that they keep their keys: the words they are known again by, each of which
-- at least three people wrote. Nothing of people.
CREATE TABLE IF NOT EXISTS found_topics
(
    site_id LowCardinality(String),
    key String,
    -- stems, the most telling first
    words Array(String),
    first_seen DateTime64(3, 'UTC'),
    last_seen DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site_id, key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
