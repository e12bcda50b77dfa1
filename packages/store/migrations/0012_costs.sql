-- What was spent to be met: by channel, campaign, touchpoint or a property, per period.
CREATE TABLE IF NOT EXISTS marketing_costs
(
    site_id LowCardinality(String),
    -- channel, campaign, touchpoint or props.NAME
    dimension LowCardinality(String),
    key String,
    -- both days belong to it, in the site's time zone
    first_day Date32,
    last_day Date32,
    currency LowCardinality(String),
    amount Float64,
    updated_at DateTime64(3, 'UTC'),
    removed UInt8
)
ENGINE = ReplacingMergeTree(updated_at, removed)
ORDER BY (site_id, dimension, key, first_day, last_day, currency)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- What a unit of a currency is worth in another, from a day on until the next row of the pair.
CREATE TABLE IF NOT EXISTS currency_rates
(
    site_id LowCardinality(String),
    from_currency LowCardinality(String),
    to_currency LowCardinality(String),
    first_day Date32,
    rate Float64,
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (site_id, from_currency, to_currency, first_day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
