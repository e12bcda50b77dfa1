-- What the privacy policy of a site did to an event, and what its receipt said in full.
ALTER TABLE events
    -- the TC or GPP string, once a visit
    ADD COLUMN IF NOT EXISTS consent_signal String CODEC(ZSTD(3)) AFTER consent_signal_hash,
    -- ISO 3166 code from a local database; the address it was looked up by is not kept
    ADD COLUMN IF NOT EXISTS country LowCardinality(String) AFTER device_signals,
    -- `field:reason` of each field taken away before storing
    ADD COLUMN IF NOT EXISTS stripped Array(LowCardinality(String)) AFTER before_consent;

-- Every decision an accepted event relied on, once: proof of consent. Only ever added to.
CREATE TABLE IF NOT EXISTS consent_receipts
(
    site_id LowCardinality(String),
    anonymous_id String,
    user_id String,
    -- by the sender's clock, as stated
    decided_at DateTime64(3, 'UTC'),
    -- id of the decision at the consent platform
    id String,
    purposes Array(LowCardinality(String)),
    -- granted, changed or withdrawn
    kind SimpleAggregateFunction(min, String),
    source SimpleAggregateFunction(max, String),
    policy SimpleAggregateFunction(max, String),
    revision SimpleAggregateFunction(max, String),
    regime SimpleAggregateFunction(max, String),
    signal_hash SimpleAggregateFunction(max, String),
    signal SimpleAggregateFunction(max, String) CODEC(ZSTD(3)),
    -- the decision by the service's clock, never after its receipt
    effective_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    received_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    -- an event that brought it
    event_id SimpleAggregateFunction(min, UUID),
    -- for the question "what came in the last minutes"
    INDEX by_receipt received_at TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
ORDER BY (site_id, anonymous_id, user_id, decided_at, id, purposes)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- From the events themselves, so that no event is stored without its receipt, through whichever door.
CREATE MATERIALIZED VIEW IF NOT EXISTS consent_receipts_fill TO consent_receipts AS
SELECT site_id, anonymous_id, user_id,
    assumeNotNull(consent_decided_at) AS decided_at,
    consent_id AS id,
    arraySort(consent_purposes) AS purposes,
    min(multiIf(
        type = 'consent' AND NOT has(consent_purposes, 'measurement'), 'withdrawn',
        type = 'consent' AND name = 'consent.changed', 'changed',
        'granted')) AS kind,
    max(toString(consent_source)) AS source,
    max(toString(consent_policy)) AS policy,
    max(toString(consent_revision)) AS revision,
    max(toString(consent_regime)) AS regime,
    max(consent_signal_hash) AS signal_hash,
    max(consent_signal) AS signal,
    min(least(events.received_at, assumeNotNull(consent_decided_at) + toIntervalMillisecond(
        if(abs(dateDiff('millisecond', ifNull(sent_at, events.received_at), events.received_at)) > 10000,
            dateDiff('millisecond', ifNull(sent_at, events.received_at), events.received_at), 0)))) AS effective_at,
    min(events.received_at) AS received_at,
    min(events.event_id) AS event_id
FROM events
WHERE consent_decided_at IS NOT NULL
GROUP BY site_id, anonymous_id, user_id, decided_at, id, purposes;

-- How often what was refused or taken away, and why: numbers only.
CREATE TABLE IF NOT EXISTS privacy_counts
(
    site_id LowCardinality(String),
    day Date,
    -- refused or stripped
    kind LowCardinality(String),
    reason LowCardinality(String),
    field LowCardinality(String),
    source LowCardinality(String),
    count UInt64
)
ENGINE = SummingMergeTree(count)
ORDER BY (site_id, day, kind, reason, field, source)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS privacy_counts_refused TO privacy_counts AS
SELECT site_id, toDate(received_at) AS day, 'refused' AS kind, code AS reason, '' AS field, source, count() AS count
FROM quarantine
GROUP BY site_id, day, kind, reason, field, source;

CREATE MATERIALIZED VIEW IF NOT EXISTS privacy_counts_stripped TO privacy_counts AS
SELECT site_id, toDate(received_at) AS day, 'stripped' AS kind,
    splitByChar(':', toString(entry))[2] AS reason, splitByChar(':', toString(entry))[1] AS field,
    source, count() AS count
FROM events ARRAY JOIN stripped AS entry
GROUP BY site_id, day, kind, reason, field, source;

-- Page views of people who are not measured: counts, nobody's rows.
CREATE TABLE IF NOT EXISTS aggregate_counts
(
    site_id LowCardinality(String),
    hour DateTime('UTC'),
    path String,
    -- host only
    referrer String,
    channel LowCardinality(String),
    count UInt64
)
ENGINE = SummingMergeTree(count)
PARTITION BY toYYYYMM(hour)
ORDER BY (site_id, hour, path, referrer, channel)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE sites
    -- JSON; empty: every default
    ADD COLUMN IF NOT EXISTS privacy String,
    -- the key before the last rotation, while it still works
    ADD COLUMN IF NOT EXISTS previous_write_key String,
    -- 0: no limit
    ADD COLUMN IF NOT EXISTS daily_events UInt32;

-- Keys of back ends, as SHA-256 only. kind: secret
CREATE TABLE IF NOT EXISTS keys
(
    id String,
    site_id LowCardinality(String),
    kind LowCardinality(String),
    name String,
    hash String,
    scopes Array(LowCardinality(String)),
    -- what its events are covered by when they bring no receipt, and why
    purposes Array(LowCardinality(String)),
    basis String,
    created_at DateTime64(3, 'UTC'),
    revoked_at Nullable(DateTime64(3, 'UTC')),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- On which days a key was used. Apart from `keys`, so that noting a use can never bring a key back.
CREATE TABLE IF NOT EXISTS key_uses
(
    key_id String,
    day Date
)
ENGINE = ReplacingMergeTree
ORDER BY (key_id, day)
TTL day + INTERVAL 400 DAY;

-- The key that a site's hashed fields are made with. Never leaves the service.
CREATE TABLE IF NOT EXISTS site_secrets
(
    site_id String,
    kind LowCardinality(String),
    secret String,
    created_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (site_id, kind, created_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
