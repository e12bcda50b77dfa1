-- Touchpoints, vocabulary and rules of a site, a row a version: never changed, never deleted. The newest is in force.
CREATE TABLE IF NOT EXISTS registry_versions
(
    site_id LowCardinality(String),
    version UInt32,
    -- tells two apart who took the same number at once; of those the first to come in is kept
    id UUID,
    author String,
    note String,
    created_at DateTime64(3, 'UTC'),
    -- the version this one is equal to, when it was taken back to one; 0: none
    restores UInt32,
    -- JSON
    document String CODEC(ZSTD(3))
)
ENGINE = MergeTree
ORDER BY (site_id, version)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;
