-- One random secret an installation: ids that must not come back are kept as keyed hashes only.
CREATE TABLE IF NOT EXISTS installation
(
    key LowCardinality(String),
    value String,
    created_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY key
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

INSERT INTO installation (key, value, created_at)
SELECT 'subject_salt', lower(hex(randomFixedString(32))), now64(3, 'UTC')
WHERE NOT EXISTS (SELECT 1 FROM installation WHERE key = 'subject_salt');

-- Ids whose events are refused: for ever after an erasure, until lifted in a restriction.
CREATE TABLE IF NOT EXISTS suppressions
(
    site_id LowCardinality(String),
    -- HMAC-SHA-256 of site and id
    id_hash String,
    -- erased, restricted or lifted
    state LowCardinality(String),
    request_id UUID,
    at DateTime64(3, 'UTC'),
    -- when this was last written, for readers that ask what is new
    INDEX by_time at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (site_id, id_hash)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Subjects that no report may read: until their rows are gone (erased), or until lifted (restricted).
-- The only place of these requests that holds ids in the clear; emptied when an erasure is done.
CREATE TABLE IF NOT EXISTS hidden_subjects
(
    site_id LowCardinality(String),
    subject_id String,
    -- user, device or account
    kind LowCardinality(String),
    id_hash String,
    -- the id as it stands in the JSON text of a refused event
    needles Array(String),
    reason LowCardinality(String),
    request_id UUID,
    at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (site_id, subject_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

-- What a person asked for, and how far it is.
CREATE TABLE IF NOT EXISTS privacy_requests
(
    id UUID,
    site_id LowCardinality(String),
    -- export, erase, restrict, unrestrict, rectify
    kind LowCardinality(String),
    subject_hash String,
    actor String,
    state LowCardinality(String),
    step LowCardinality(String),
    -- JSON: counts by table, the proof
    receipt String,
    error String,
    requested_at DateTime64(3, 'UTC'),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY id
TTL toDateTime(requested_at) + INTERVAL 3 YEAR
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Who looked at, took out or deleted what. Rows are only ever added; people are hashes.
CREATE TABLE IF NOT EXISTS audit_log
(
    at DateTime64(3, 'UTC'),
    id UUID,
    site_id LowCardinality(String),
    -- id of a token, or how it came
    actor String,
    role LowCardinality(String),
    action LowCardinality(String),
    subject_hash String,
    request_id Nullable(UUID),
    detail String
)
ENGINE = MergeTree
PARTITION BY toYear(at)
ORDER BY (at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE tokens
    ADD COLUMN IF NOT EXISTS role LowCardinality(String) DEFAULT 'admin' AFTER kind,
    ADD COLUMN IF NOT EXISTS name String AFTER role,
    -- empty: every site
    ADD COLUMN IF NOT EXISTS sites Array(String) AFTER name;

-- What was deleted leaves the disk within seconds instead of up to five minutes, and a part written in place
-- of another is synced before that other one is removed.
ALTER TABLE events MODIFY SETTING cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1, min_rows_to_fsync_after_merge = 1;
ALTER TABLE id_links MODIFY SETTING cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1, min_rows_to_fsync_after_merge = 1;
ALTER TABLE quarantine MODIFY SETTING cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1, min_rows_to_fsync_after_merge = 1;
ALTER TABLE consent_receipts MODIFY SETTING cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1, min_rows_to_fsync_after_merge = 1;

-- A site may keep refused events for up to a year; its policy, applied daily, says how long.
ALTER TABLE quarantine MODIFY TTL toDateTime(received_at) + INTERVAL 366 DAY;
