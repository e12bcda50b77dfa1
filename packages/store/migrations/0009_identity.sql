-- Which ids were seen together. Rows are only added: what an edge no longer counts for is said by
-- withdrawals, blocks and links taken apart, never by changing it.
CREATE TABLE IF NOT EXISTS id_edges
(
    site_id LowCardinality(String),
    -- anonymous, email (keyed hash) or user; from the weaker to the stronger
    from_kind LowCardinality(String),
    from_id String,
    to_kind LowCardinality(String),
    to_id String,
    -- login, email, link, import or alias
    kind LowCardinality(String),
    source LowCardinality(String),
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    -- when this table first and last heard of it, by its own clock
    added_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    heard_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    -- an event that says so, and the decision of consent it relied on
    event_id SimpleAggregateFunction(min, UUID),
    consent_id SimpleAggregateFunction(max, String),
    INDEX by_hearing heard_at TYPE minmax GRANULARITY 1,
    INDEX by_target to_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = AggregatingMergeTree
ORDER BY (site_id, from_kind, from_id, to_kind, to_id, kind, source)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS id_edges_login TO id_edges AS
SELECT site_id, 'anonymous' AS from_kind, anonymous_id AS from_id, 'user' AS to_kind, user_id AS to_id,
    multiIf(source = 'import', 'import', name = 'link.opened', 'link', 'login') AS kind, source,
    min(ts) AS first_seen, max(ts) AS last_seen, now64(3) AS added_at, now64(3) AS heard_at, min(events.event_id) AS event_id,
    max(events.consent_id) AS consent_id
FROM events
WHERE anonymous_id != '' AND user_id != ''
GROUP BY site_id, from_id, to_id, kind, source;

-- A former user id stands where the anonymous id of an alias does.
CREATE MATERIALIZED VIEW IF NOT EXISTS id_edges_alias TO id_edges AS
SELECT site_id, 'user' AS from_kind, anonymous_id AS from_id, 'user' AS to_kind, user_id AS to_id,
    'alias' AS kind, source,
    min(ts) AS first_seen, max(ts) AS last_seen, now64(3) AS added_at, now64(3) AS heard_at, min(events.event_id) AS event_id,
    max(events.consent_id) AS consent_id
FROM events
WHERE name = 'person.aliased' AND anonymous_id != '' AND user_id != ''
GROUP BY site_id, from_id, to_id, source;

-- An e-mail address as a keyed hash, given before a chat or with a login, when the person may be recognised.
CREATE MATERIALIZED VIEW IF NOT EXISTS id_edges_email TO id_edges AS
SELECT site_id, end.1 AS from_kind, end.2 AS from_id, end.3 AS to_kind, end.4 AS to_id, 'email' AS kind, source,
    min(ts) AS first_seen, max(ts) AS last_seen, now64(3) AS added_at, now64(3) AS heard_at, min(events.event_id) AS event_id,
    max(events.consent_id) AS consent_id
FROM events
ARRAY JOIN arrayFilter(e -> e.2 != '' AND e.4 != '', [
    ('anonymous', anonymous_id, 'email', JSONExtractString(props, 'email')),
    ('email', JSONExtractString(props, 'email'), 'user', user_id)]) AS end
WHERE position(props, '"email":"h_') > 0 AND match(JSONExtractString(props, 'email'), '^h_[A-Za-z0-9_-]{22}$')
    AND (source != 'sdk' OR has(consent_purposes, 'identification'))
GROUP BY site_id, from_kind, from_id, to_kind, to_id, source;

-- What was known before. The table is made again where an earlier try of this migration had dropped it.
CREATE TABLE IF NOT EXISTS id_links
(
    site_id LowCardinality(String),
    anonymous_id String,
    user_id String,
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (site_id, anonymous_id, user_id);

INSERT INTO id_edges (site_id, from_kind, from_id, to_kind, to_id, kind, source, first_seen, last_seen, added_at, heard_at)
SELECT site_id, 'anonymous', anonymous_id, 'user', user_id, 'login', 'sdk', min(id_links.first_seen), now64(3), now64(3), now64(3)
FROM id_links
WHERE NOT EXISTS (SELECT 1 FROM id_edges)
GROUP BY site_id, anonymous_id, user_id;

DROP VIEW IF EXISTS id_links_fill;
DROP TABLE IF EXISTS id_links;

-- Whose touches an id's are, for ids that are not alone. Made from id_edges; can be made again at any time.
CREATE TABLE IF NOT EXISTS id_map
(
    site_id LowCardinality(String),
    kind LowCardinality(String),
    id String,
    -- joined, shared or crowded
    state LowCardinality(String),
    -- kind:id of whose touches these are, and of the smallest id it hangs together with
    person String,
    grp String,
    version UInt64,
    deleted UInt8,
    INDEX by_person person TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version, deleted)
ORDER BY (site_id, kind, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

-- Ids that join nothing and links taken apart, by people: until lifted.
CREATE TABLE IF NOT EXISTS id_rules
(
    site_id LowCardinality(String),
    -- kind:id; an unlinked pair has both, a blocked id the first only
    from_key String,
    to_key String,
    active Bool,
    reason String,
    actor String,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (site_id, from_key, to_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- When somebody last took consent back, by id, from the events themselves.
CREATE TABLE IF NOT EXISTS id_withdrawals
(
    site_id LowCardinality(String),
    kind LowCardinality(String),
    id String,
    withdrawn_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    added_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_addition added_at TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
ORDER BY (site_id, kind, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS id_withdrawals_fill TO id_withdrawals AS
SELECT site_id, end.1 AS kind, end.2 AS id, max(ts) AS withdrawn_at, now64(3) AS added_at
FROM events
ARRAY JOIN arrayFilter(e -> e.2 != '', [('anonymous', anonymous_id), ('user', user_id)]) AS end
WHERE type = 'consent' AND NOT has(consent_purposes, 'measurement')
GROUP BY site_id, kind, id;

INSERT INTO id_withdrawals (site_id, kind, id, withdrawn_at, added_at)
SELECT site_id, end.1, end.2, max(consent_receipts.effective_at), now64(3)
FROM consent_receipts
ARRAY JOIN arrayFilter(e -> e.2 != '', [('anonymous', anonymous_id), ('user', user_id)]) AS end
WHERE NOT EXISTS (SELECT 1 FROM id_withdrawals) AND kind = 'withdrawn'
GROUP BY site_id, end.1, end.2;

-- Up to when edges were joined, by the engine's clock.
CREATE TABLE IF NOT EXISTS id_progress
(
    site_id LowCardinality(String),
    until DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY site_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
