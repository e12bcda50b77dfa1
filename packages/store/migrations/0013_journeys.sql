-- When a row came into the table, by its own clock: which subjects' sequences must be made again. Rows
-- from before there was such a time are old.
ALTER TABLE events ADD COLUMN IF NOT EXISTS inserted_at DateTime64(3, 'UTC') MATERIALIZED toDateTime64(0, 3, 'UTC');
ALTER TABLE events MATERIALIZE COLUMN inserted_at SETTINGS mutations_sync = 2;
ALTER TABLE events MODIFY COLUMN inserted_at DateTime64(3, 'UTC') MATERIALIZED now64(3);
ALTER TABLE events ADD INDEX IF NOT EXISTS by_insertion inserted_at TYPE minmax GRANULARITY 1;
ALTER TABLE events MATERIALIZE INDEX by_insertion SETTINGS mutations_sync = 2;

-- The touches of each person and account in order, ready for reports: one row a subject and version.
-- Made from events and id_map; can be made again at any time. The newest version of a subject counts.
CREATE TABLE IF NOT EXISTS journey_sequences
(
    site_id LowCardinality(String),
    -- person or account
    kind LowCardinality(String),
    subject_hash UInt64,
    -- of the run that made it; a later one takes its place
    version UInt64,
    -- whose touches: as reports name a subject. Empty where it has none any more
    subject String,
    -- hashes of the subject ids that its rows had
    ids Array(UInt64),
    -- of equal length, in the order of time, sequence number and event id. Epoch ms
    t Array(Int64) CODEC(Delta, LZ4),
    -- type: 1 touch, 2 conversion, 3 feedback
    x Array(UInt8),
    -- hashes of touchpoint, name, session and event id
    k Array(UInt64),
    m Array(UInt64),
    d Array(UInt64),
    h Array(UInt64),
    -- channel, the channel that brought the person, phase
    c Array(LowCardinality(String)),
    e Array(LowCardinality(String)),
    f Array(LowCardinality(String)),
    -- value and its currency
    v Array(Decimal(18, 4)),
    u Array(LowCardinality(String))
)
ENGINE = MergeTree
ORDER BY (site_id, kind, subject_hash, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024,
    min_rows_to_fsync_after_merge = 1, cleanup_delay_period = 2, max_cleanup_delay_period = 4, cleanup_delay_period_random_add = 1;

-- Up to where the sequences of a site are made, by the table's own clock. 0 as base: not at all.
CREATE TABLE IF NOT EXISTS journey_state
(
    site_id LowCardinality(String),
    kind LowCardinality(String),
    -- rows up to this version count, from base on
    version UInt64,
    base UInt64,
    -- events inserted and ids joined since are not in them
    until DateTime64(3, 'UTC'),
    -- version of the newest row of id_map that is in them
    ids_until UInt64,
    -- of the registry that names the touchpoints, and of the way rows are made
    registry UInt32,
    layout UInt16,
    touches UInt64,
    subjects UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site_id, kind)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Subject ids, as hashes, whose rows must be made again for another reason than new events or links:
-- hidden, shown again, deleted.
CREATE TABLE IF NOT EXISTS journey_touched
(
    site_id LowCardinality(String),
    id UInt64,
    touched_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY (site_id, touched_at)
TTL toDateTime(touched_at) + INTERVAL 30 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- What one run has found to make again. Only in memory, for as long as it runs.
CREATE TABLE IF NOT EXISTS journey_work
(
    run UInt64,
    -- touched id, subject to make, id whose events that takes
    what LowCardinality(String),
    id String
)
ENGINE = Memory;

-- What a site calls a journey. Versions are only ever added.
CREATE TABLE IF NOT EXISTS journey_definitions
(
    site_id LowCardinality(String),
    name String,
    version UInt32,
    -- JSON; empty: removed
    definition String,
    actor String,
    created_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(created_at)
ORDER BY (site_id, name, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
