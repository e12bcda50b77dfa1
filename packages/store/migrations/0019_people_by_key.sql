-- Who is joined to a person, by the table's own order: the bloom filter read one granule in a hundred of all ids.
ALTER TABLE id_map MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild';
ALTER TABLE id_map ADD PROJECTION IF NOT EXISTS joined_to (SELECT site_id, person, kind, id ORDER BY site_id, person, kind, id);
ALTER TABLE id_map MATERIALIZE PROJECTION joined_to SETTINGS mutations_sync = 2;
ALTER TABLE id_map DROP INDEX IF EXISTS by_person;
