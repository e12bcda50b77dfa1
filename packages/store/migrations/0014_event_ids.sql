-- Ids are taken over from events every few seconds instead of with every insert: 4 to 5 µs of processor a
-- row went into parts of a quarter second and their merges.
CREATE TABLE IF NOT EXISTS event_ids_progress
(
    key UInt8,
    -- ids of rows inserted until then are in event_ids, by the clock of the table
    until DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(until)
ORDER BY key
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Rows inserted between this and the end of the view go both ways: an id stands there once all the same.
INSERT INTO event_ids_progress (key, until)
SELECT 0, now64(3) - INTERVAL 1 SECOND WHERE NOT EXISTS (SELECT 1 FROM event_ids_progress);

DROP VIEW IF EXISTS event_ids_fill;

-- A part of 3,500 rows was merged three times within its first minute, and from 10 MiB on written as three
-- hundred files: creating and removing those took a fifth of the engine's time.
ALTER TABLE events MODIFY SETTING min_bytes_for_wide_part = 134217728, min_parts_to_merge_at_once = 10;
ALTER TABLE consent_receipts MODIFY SETTING min_parts_to_merge_at_once = 10;
