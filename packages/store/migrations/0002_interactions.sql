-- What happened within a touch: the page view it belongs to, the device, and more of what was lived through.
ALTER TABLE events
    -- event id of the touch this happened within
    ADD COLUMN IF NOT EXISTS parent_id Nullable(UUID) AFTER session_id,
    ADD COLUMN IF NOT EXISTS referrer_type LowCardinality(String) AFTER referrer,
    -- names a person at an advertiser: stored only with consent to sharing
    ADD COLUMN IF NOT EXISTS click_id String AFTER click_id_type,
    ADD COLUMN IF NOT EXISTS device_width Nullable(UInt32) AFTER click_id,
    ADD COLUMN IF NOT EXISTS device_height Nullable(UInt32) AFTER device_width,
    ADD COLUMN IF NOT EXISTS language LowCardinality(String) AFTER device_height,
    -- minutes east of UTC
    ADD COLUMN IF NOT EXISTS utc_offset Nullable(Int16) AFTER language,
    ADD COLUMN IF NOT EXISTS device_timezone LowCardinality(String) AFTER utc_offset,
    ADD COLUMN IF NOT EXISTS save_data Bool AFTER device_timezone,
    ADD COLUMN IF NOT EXISTS in_app LowCardinality(String) AFTER save_data,
    ADD COLUMN IF NOT EXISTS device_signals LowCardinality(String) AFTER in_app,
    ADD COLUMN IF NOT EXISTS scroll_percent Nullable(Float32) AFTER engaged_ms,
    ADD COLUMN IF NOT EXISTS dead_clicks Nullable(UInt32) AFTER rage_clicks,
    ADD COLUMN IF NOT EXISTS ttfb_ms Nullable(UInt32) AFTER inp_ms,
    ADD COLUMN IF NOT EXISTS fcp_ms Nullable(UInt32) AFTER ttfb_ms,
    ADD COLUMN IF NOT EXISTS consent_id String AFTER consent_decided_at,
    ADD COLUMN IF NOT EXISTS consent_revision LowCardinality(String) AFTER consent_id,
    ADD COLUMN IF NOT EXISTS consent_regime LowCardinality(String) AFTER consent_revision,
    ADD COLUMN IF NOT EXISTS consent_signal_hash String AFTER consent_regime,
    ADD COLUMN IF NOT EXISTS before_consent Bool AFTER consent_signal_hash;
