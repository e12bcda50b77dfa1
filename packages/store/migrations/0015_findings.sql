-- What stood out, once for each thing: when a look first and last saw it. Nothing of people.
CREATE TABLE IF NOT EXISTS findings
(
    site_id LowCardinality(String),
    -- what was asked: subject, goal and journey
    question String,
    -- empty: the look itself
    key String,
    kind LowCardinality(String),
    touchpoint String,
    statement String,
    first_seen DateTime64(3, 'UTC'),
    last_seen DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site_id, question, key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- How often a site looks for findings, and who is told. The last version counts.
CREATE TABLE IF NOT EXISTS finding_watches
(
    site_id LowCardinality(String),
    -- JSON; empty: nobody looks any more
    settings String,
    -- JSON with its signing key; empty: nobody is told
    webhook String,
    actor String,
    at DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY site_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- New findings that somebody is to be told, and whether it was done.
CREATE TABLE IF NOT EXISTS finding_news
(
    site_id LowCardinality(String),
    news_id UUID,
    -- JSON
    finding String,
    at DateTime64(3, 'UTC'),
    -- pending, delivered or failed
    state LowCardinality(String),
    attempts UInt16,
    next_at DateTime64(3, 'UTC'),
    error String,
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (site_id, news_id)
TTL toDateTime(at) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- What people call a persona, every version of it.
CREATE TABLE IF NOT EXISTS persona_names
(
    site_id LowCardinality(String),
    key String,
    version UInt32,
    name String,
    description String,
    -- the path it was found by
    typical Array(String),
    deleted Bool,
    actor String,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (site_id, key, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Measures that somebody takes, every version of them; of two writers of one version the engine keeps the first.
CREATE TABLE IF NOT EXISTS actions
(
    site_id LowCardinality(String),
    action_id UUID,
    version UInt32,
    -- of the write, so that a writer knows which of two came first
    write_id UUID,
    -- JSON
    action String,
    deleted Bool,
    actor String,
    at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (site_id, action_id, version, at)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
