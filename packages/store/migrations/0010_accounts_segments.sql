-- Who was seen for an account, in which role and department and since when; and its partner organisations.
CREATE TABLE IF NOT EXISTS account_members
(
    site_id LowCardinality(String),
    account_id String,
    -- user, anonymous, or account of a partner organisation
    kind LowCardinality(String),
    id String,
    -- touch, member, left, partner or partner_left
    fact LowCardinality(String),
    role LowCardinality(String),
    department LowCardinality(String),
    source LowCardinality(String),
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_member id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = AggregatingMergeTree
ORDER BY (site_id, account_id, kind, id, fact, role, department, source)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS account_members_fill TO account_members AS
SELECT site_id, account_id,
    multiIf(startsWith(name, 'account.partner_'), 'account', user_id != '', 'user', 'anonymous') AS kind,
    multiIf(kind = 'account', JSONExtractString(props, 'partner'), kind = 'user', user_id, anonymous_id) AS id,
    multiIf(type != 'account', 'touch', name = 'account.left', 'left', name = 'account.partner_removed', 'partner_left',
        kind = 'account', 'partner', 'member') AS fact,
    if(fact IN ('member', 'partner'), JSONExtractString(props, 'role'), '') AS role,
    if(fact = 'member', JSONExtractString(props, 'department'), '') AS department,
    source, min(ts) AS first_seen, max(ts) AS last_seen
FROM events
WHERE account_id != '' AND (user_id != '' OR anonymous_id != '' OR startsWith(name, 'account.partner_'))
GROUP BY site_id, account_id, kind, id, fact, role, department, source
HAVING id != '';

INSERT INTO account_members
SELECT site_id, account_id,
    if(user_id != '', 'user', 'anonymous') AS kind, if(user_id != '', user_id, anonymous_id) AS id,
    if(type = 'account', 'member', 'touch') AS fact,
    if(fact = 'member', JSONExtractString(props, 'role'), '') AS role,
    if(fact = 'member', JSONExtractString(props, 'department'), '') AS department,
    source, min(ts) AS first_seen, max(ts) AS last_seen
FROM events
WHERE account_id != '' AND (user_id != '' OR anonymous_id != '') AND NOT EXISTS (SELECT 1 FROM account_members)
GROUP BY site_id, account_id, kind, id, fact, role, department, source;

-- Hashed attributes (an e-mail address, a telephone number) by their hash, so that a person is found by what they say.
CREATE TABLE IF NOT EXISTS hashed_ids
(
    site_id LowCardinality(String),
    hash String,
    kind LowCardinality(String),
    id String,
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (site_id, hash, kind, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS hashed_ids_fill TO hashed_ids AS
SELECT site_id, hash, if(user_id != '', 'user', 'anonymous') AS kind, subject_id AS id, max(ts) AS last_seen
FROM events
ARRAY JOIN extractAll(props, ':"(h_[A-Za-z0-9_-]{22})"') AS hash
WHERE position(props, '"h_') > 0 AND (user_id != '' OR anonymous_id != '')
    AND (source != 'sdk' OR has(consent_purposes, 'identification'))
GROUP BY site_id, hash, kind, id;

INSERT INTO hashed_ids
SELECT site_id, hash, if(user_id != '', 'user', 'anonymous') AS kind, subject_id AS id, max(ts) AS last_seen
FROM events
ARRAY JOIN extractAll(props, ':"(h_[A-Za-z0-9_-]{22})"') AS hash
WHERE position(props, '"h_') > 0 AND (user_id != '' OR anonymous_id != '')
    AND (source != 'sdk' OR has(consent_purposes, 'identification')) AND NOT EXISTS (SELECT 1 FROM hashed_ids)
GROUP BY site_id, hash, kind, id;

-- Saved conditions on people, every version of them. The last one counts.
CREATE TABLE IF NOT EXISTS segments
(
    site_id LowCardinality(String),
    key String,
    version UInt32,
    name String,
    -- JSON
    rule String,
    -- JSON with its secret; empty: nobody is told of changes
    webhook String,
    deleted Bool,
    actor String,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (site_id, key, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Who is in a segment that somebody is told about, as of the last look.
CREATE TABLE IF NOT EXISTS segment_members
(
    site_id LowCardinality(String),
    segment LowCardinality(String),
    kind LowCardinality(String),
    id String,
    member Bool,
    since DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site_id, segment, kind, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

-- Who entered or left, and whether it was told.
CREATE TABLE IF NOT EXISTS segment_changes
(
    site_id LowCardinality(String),
    segment LowCardinality(String),
    change_id UUID,
    kind LowCardinality(String),
    id String,
    -- entered or left
    change LowCardinality(String),
    segment_version UInt32,
    at DateTime64(3, 'UTC'),
    -- pending, delivered or failed
    state LowCardinality(String),
    attempts UInt16,
    next_at DateTime64(3, 'UTC'),
    error String,
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (site_id, segment, change_id)
TTL toDateTime(at) + INTERVAL 30 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

-- Whose events came, on sites where somebody is told of changes; looked at every few seconds.
CREATE TABLE IF NOT EXISTS segment_touched
(
    site_id LowCardinality(String),
    added_at DateTime64(3, 'UTC'),
    kind LowCardinality(String),
    id String
)
ENGINE = MergeTree
ORDER BY (site_id, added_at)
TTL toDateTime(added_at) + INTERVAL 1 HOUR
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS segment_touched_fill TO segment_touched AS
SELECT site_id, now64(3) AS added_at, if(user_id != '', 'user', 'anonymous') AS kind, subject_id AS id
FROM events
WHERE site_id IN (SELECT site_id FROM segments WHERE webhook != '') AND (user_id != '' OR anonymous_id != '')
GROUP BY site_id, kind, id;
