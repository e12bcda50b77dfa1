-- Touches from where no script runs: links on paper and in mails, phone numbers by visit, webhooks.

-- Links with a token, kept as SHA-256 only.
CREATE TABLE IF NOT EXISTS link_tokens
(
    id String,
    site_id LowCardinality(String),
    hash String,
    url String,
    channel LowCardinality(String),
    touchpoint LowCardinality(String),
    campaign_source LowCardinality(String),
    campaign_medium LowCardinality(String),
    campaign_name LowCardinality(String),
    campaign_content String,
    -- user id of whom it was sent to; empty: printed for many
    user_id String,
    -- 0: any number of times
    max_uses UInt32,
    expires_at Nullable(DateTime64(3, 'UTC')),
    created_at DateTime64(3, 'UTC'),
    revoked_at Nullable(DateTime64(3, 'UTC')),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (site_id, hash)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

-- Every opening of a link, from the events themselves: an event sent twice is one opening.
CREATE TABLE IF NOT EXISTS link_uses
(
    link_id String,
    event_id UUID,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (link_id, event_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS link_uses_fill TO link_uses AS
SELECT JSONExtractString(props, 'link') AS link_id, event_id, ts AS at
FROM events
WHERE name = 'link.opened' AND JSONExtractString(props, 'link') != '';

-- Phone numbers of a site that are shown to one visit at a time.
CREATE TABLE IF NOT EXISTS phone_pools
(
    site_id String,
    numbers Array(String),
    -- shown to everybody who gets none of their own
    fallback String,
    lease_minutes UInt32,
    -- a call this long after a lease still counts for it
    grace_minutes UInt32,
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY site_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Which visit was shown which number, and how long.
CREATE TABLE IF NOT EXISTS phone_leases
(
    site_id LowCardinality(String),
    number String,
    since DateTime64(3, 'UTC'),
    until DateTime64(3, 'UTC'),
    visit String,
    anonymous_id String,
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (site_id, number, since)
TTL toDateTime(until) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

-- Webhooks of other systems: how they prove who they are, and what of them becomes an event.
CREATE TABLE IF NOT EXISTS hooks
(
    id String,
    site_id LowCardinality(String),
    name String,
    -- JSON; holds the secret that the other system signs with
    auth String,
    -- JSON
    mapping String,
    purposes Array(LowCardinality(String)),
    basis String,
    created_at DateTime64(3, 'UTC'),
    revoked_at Nullable(DateTime64(3, 'UTC')),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
