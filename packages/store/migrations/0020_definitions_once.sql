-- Of two who write the same version the first is kept, and the other is told: a block of one token goes in once.
ALTER TABLE segments MODIFY SETTING non_replicated_deduplication_window = 1000;
ALTER TABLE segments ADD COLUMN IF NOT EXISTS write_id UUID;
ALTER TABLE journey_definitions MODIFY SETTING non_replicated_deduplication_window = 1000;
ALTER TABLE journey_definitions ADD COLUMN IF NOT EXISTS write_id UUID;
