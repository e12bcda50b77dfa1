-- What is told of an event from its raw fields, with the version of the rules that told it.
ALTER TABLE events
    -- as it was sent, at most 512 characters; only where the receipt covers measurement
    ADD COLUMN IF NOT EXISTS user_agent LowCardinality(String) AFTER device_signals,
    -- desktop, mobile, tablet, tv, console, wearable
    ADD COLUMN IF NOT EXISTS device_type LowCardinality(String) AFTER user_agent,
    ADD COLUMN IF NOT EXISTS browser LowCardinality(String) AFTER device_type,
    -- major version
    ADD COLUMN IF NOT EXISTS browser_version LowCardinality(String) AFTER browser,
    ADD COLUMN IF NOT EXISTS os LowCardinality(String) AFTER browser_version,
    -- empty where browsers state the same for all
    ADD COLUMN IF NOT EXISTS os_version LowCardinality(String) AFTER os,
    -- why it is taken for a program: ua, headless, datacentre, behaviour, several with a space between; empty: a person
    ADD COLUMN IF NOT EXISTS bot LowCardinality(String) AFTER os_version,
    -- ISO 3166-2, from a local database
    ADD COLUMN IF NOT EXISTS region LowCardinality(String) AFTER country,
    -- the value in the site's currency; null without a value or a rate
    ADD COLUMN IF NOT EXISTS value_base Nullable(Decimal(18, 4)) AFTER currency,
    -- which table of rates and which currency that was; empty: none was needed or given
    ADD COLUMN IF NOT EXISTS rates_version LowCardinality(String) AFTER value_base,
    -- which of `channel referrer_type` the sender said itself: never told again
    ADD COLUMN IF NOT EXISTS stated LowCardinality(String) AFTER sdk,
    -- 0: from before there were rules, or loaded past them
    ADD COLUMN IF NOT EXISTS enrichment_version UInt16 AFTER stated;

-- What the rules made of each distinct raw value, while stored events are told again. Keys are hashes.
CREATE TABLE IF NOT EXISTS enrichment_values
(
    run UUID,
    step LowCardinality(String),
    key UInt64,
    derived Array(String),
    made_at DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY (run, step, key)
TTL made_at + INTERVAL 2 DAY;
