-- One row per touch or fact. Ordered as journeys are read: site, subject, time.
CREATE TABLE IF NOT EXISTS events
(
    site_id LowCardinality(String),
    -- user id when known, else anonymous id, else account id: what one sender calls one human
    subject_id String,
    ts DateTime64(3, 'UTC'),
    event_id UUID,
    seq UInt32,
    type LowCardinality(String),
    name LowCardinality(String),
    touchpoint LowCardinality(String),
    channel LowCardinality(String),
    anonymous_id String,
    user_id String,
    account_id String,
    session_id String,
    page_url String,
    page_path String,
    page_title String,
    referrer String,
    campaign_source LowCardinality(String),
    campaign_medium LowCardinality(String),
    campaign_name LowCardinality(String),
    campaign_term String,
    campaign_content String,
    click_id_type LowCardinality(String),
    value Decimal(18, 4),
    currency LowCardinality(String),
    rating Nullable(Float32),
    rating_scale LowCardinality(String),
    comment String,
    duration_ms Nullable(UInt32),
    engaged_ms Nullable(UInt32),
    errors Nullable(UInt32),
    rage_clicks Nullable(UInt32),
    lcp_ms Nullable(UInt32),
    inp_ms Nullable(UInt32),
    cls Nullable(Float32),
    props String,
    consent_purposes Array(LowCardinality(String)),
    consent_source LowCardinality(String),
    consent_policy LowCardinality(String),
    consent_decided_at Nullable(DateTime64(3, 'UTC')),
    received_at DateTime64(3, 'UTC'),
    sent_at Nullable(DateTime64(3, 'UTC')),
    -- '' as sent, 'past' or 'future' when moved into the accepted range
    clamped LowCardinality(String),
    source LowCardinality(String),
    sdk LowCardinality(String),
    -- what reports call the touch: the explicit touchpoint, else the page, else the name
    touch_key LowCardinality(String) MATERIALIZED multiIf(
        touchpoint != '', touchpoint,
        name = 'page.viewed' AND page_path != '', page_path,
        name)
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(ts)
ORDER BY (site_id, subject_id, ts, event_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Every event id with the time it came, to answer replays for 30 days.
CREATE TABLE IF NOT EXISTS event_ids
(
    site_id LowCardinality(String),
    event_id UUID,
    received_at DateTime64(3, 'UTC'),
    -- for the question "which came in the last minutes", asked at each start
    INDEX by_receipt received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY (site_id, event_id)
TTL toDateTime(received_at) + INTERVAL 31 DAY
-- small granules: a look-up of 50 ids among 3 million takes a quarter of the time
SETTINGS index_granularity = 256, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS event_ids_fill TO event_ids AS
SELECT site_id, event_id, received_at FROM events;

-- Which anonymous id was seen with which user id: reports read a device's touches as its person's.
CREATE TABLE IF NOT EXISTS id_links
(
    site_id LowCardinality(String),
    anonymous_id String,
    user_id String,
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (site_id, anonymous_id, user_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS id_links_fill TO id_links AS
SELECT site_id, anonymous_id, user_id, min(ts) AS first_seen
FROM events
WHERE anonymous_id != '' AND user_id != ''
GROUP BY site_id, anonymous_id, user_id;

-- Events that were refused, with the reason, so that nothing vanishes silently.
CREATE TABLE IF NOT EXISTS quarantine
(
    site_id LowCardinality(String),
    received_at DateTime64(3, 'UTC'),
    event_id String,
    code LowCardinality(String),
    message String,
    raw String,
    source LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (site_id, received_at)
TTL toDateTime(received_at) + INTERVAL 14 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS sites
(
    id String,
    name String,
    write_key String,
    origins Array(String),
    timezone String,
    currency String,
    consent_mode LowCardinality(String),
    is_demo Bool,
    deleted Bool DEFAULT false,
    created_at DateTime64(3, 'UTC'),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Tokens are kept as SHA-256 only. kind: admin
CREATE TABLE IF NOT EXISTS tokens
(
    id String,
    kind LowCardinality(String),
    hash String,
    created_at DateTime64(3, 'UTC'),
    revoked_at Nullable(DateTime64(3, 'UTC')),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
