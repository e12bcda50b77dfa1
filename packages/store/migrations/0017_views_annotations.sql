-- Questions that people keep under a name, every version of them; of two writers of one version the engine keeps the first.
CREATE TABLE IF NOT EXISTS saved_views
(
    site_id LowCardinality(String),
    item_id UUID,
    version UInt32,
    -- of the write, so that a writer knows which of two came first
    write_id UUID,
    -- JSON
    item String,
    deleted Bool,
    actor String,
    at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (site_id, item_id, version, at)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- What happened on a day, as people note it; versions as above.
CREATE TABLE IF NOT EXISTS annotations
(
    site_id LowCardinality(String),
    item_id UUID,
    version UInt32,
    write_id UUID,
    -- JSON
    item String,
    deleted Bool,
    actor String,
    at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (site_id, item_id, version, at)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
