/** A column of an export: its name in a table, its place in an event on the wire, and how it is read. */
export interface EventColumn {
  /** As `touchtrail import` knows it by default. */
  name: string;
  /** `page.url` for a field of the wire; undefined for what only the store knows. */
  wire?: string;
  sql: string;
  /** ClickHouse's type of `sql`; in JSON empty text and null are left out. */
  type:
    | 'String'
    | 'Float32'
    | 'Int64'
    | 'Bool'
    | 'Decimal(18, 4)'
    | `DateTime64(3, 'UTC')`
    | 'Array(String)';
}

const text = (name: string, wire: string | undefined, column = name): EventColumn => ({
  name,
  ...(wire !== undefined && { wire }),
  sql: `toString(${column})`,
  type: 'String',
});
const number = (name: string, wire: string, column: string): EventColumn => ({
  name,
  wire,
  sql: column,
  type: 'Float32',
});
const whole = (name: string, wire: string, column = name): EventColumn => ({
  name,
  wire,
  sql: `toInt64(${column})`,
  type: 'Int64',
});
const time = (name: string, wire: string | undefined, column: string): EventColumn => ({
  name,
  ...(wire !== undefined && { wire }),
  sql: column,
  type: `DateTime64(3, 'UTC')`,
});

/**
 * Every column of a table of events, in order. What an import reads comes back as it was; what only the
 * store knows (when it came, from where, what was told of it) is for the reader and is told anew.
 */
export const eventColumns: readonly EventColumn[] = [
  text('event_id', 'id'),
  time('timestamp', 'at', 'ts'),
  whole('seq', 'seq'),
  text('session_id', 'sessionId'),
  text('person_id', 'userId', 'user_id'),
  text('anonymous_id', 'anonymousId'),
  text('account_id', 'accountId'),
  text('type', 'type'),
  text('name', 'name'),
  text('touchpoint', 'touchpoint'),
  text('channel', 'channel'),
  { name: 'value', wire: 'value', sql: 'nullIf(value, 0)', type: 'Decimal(18, 4)' },
  text('currency', 'currency'),
  number('rating', 'rating', 'rating'),
  text('rating_scale', 'ratingScale'),
  text('comment', 'comment'),
  text('url', 'page.url', 'page_url'),
  text('page_path', 'page.path'),
  text('page_title', 'page.title'),
  text('referrer', 'page.referrer'),
  text('page_referrer_type', 'page.referrerType', 'referrer_type'),
  text('source', 'campaign.source', 'campaign_source'),
  text('medium', 'campaign.medium', 'campaign_medium'),
  text('campaign', 'campaign.name', 'campaign_name'),
  text('campaign_term', 'campaign.term'),
  text('campaign_content', 'campaign.content'),
  text('campaign_click_id_type', 'campaign.clickIdType', 'click_id_type'),
  text('campaign_click_id', 'campaign.clickId', 'click_id'),
  text('parent_event_id', 'parentId', 'parent_id'),
  whole('device_width', 'device.width'),
  whole('device_height', 'device.height'),
  text('device_language', 'device.language', 'language'),
  whole('device_utc_offset', 'device.utcOffset', 'utc_offset'),
  text('device_timezone', 'device.timezone'),
  {
    name: 'device_save_data',
    wire: 'device.saveData',
    sql: 'if(save_data, true, NULL)',
    type: 'Bool',
  },
  text('device_app', 'device.app', 'in_app'),
  text('device_signals', 'device.signals'),
  text('device_user_agent', 'device.userAgent', 'user_agent'),
  whole('experience_duration_ms', 'experience.durationMs', 'duration_ms'),
  whole('experience_engaged_ms', 'experience.engagedMs', 'engaged_ms'),
  number('experience_scroll_percent', 'experience.scrollPercent', 'scroll_percent'),
  whole('experience_errors', 'experience.errors', 'errors'),
  whole('experience_rage_clicks', 'experience.rageClicks', 'rage_clicks'),
  whole('experience_dead_clicks', 'experience.deadClicks', 'dead_clicks'),
  whole('experience_lcp_ms', 'experience.lcpMs', 'lcp_ms'),
  whole('experience_inp_ms', 'experience.inpMs', 'inp_ms'),
  whole('experience_ttfb_ms', 'experience.ttfbMs', 'ttfb_ms'),
  whole('experience_fcp_ms', 'experience.fcpMs', 'fcp_ms'),
  number('experience_cls', 'experience.cls', 'cls'),
  text('props', 'props'),
  {
    name: 'consent_purposes',
    wire: 'consent.purposes',
    sql: `CAST(consent_purposes, 'Array(String)')`,
    type: 'Array(String)',
  },
  text('consent_source', 'consent.source'),
  text('consent_policy', 'consent.policyVersion'),
  time('consent_at', 'consent.decidedAt', 'consent_decided_at'),
  text('consent_id', 'consent.id'),
  text('consent_revision', 'consent.revision'),
  text('consent_regime', 'consent.regime'),
  text('consent_signal_hash', 'consent.signalHash'),
  text('consent_signal', 'consent.signal'),
  {
    name: 'before_consent',
    wire: 'beforeConsent',
    sql: 'if(before_consent, true, NULL)',
    type: 'Bool',
  },
  time('stored_received_at', undefined, 'received_at'),
  ...[
    'source',
    'sdk',
    'country',
    'region',
    'device_type',
    'browser',
    'browser_version',
    'os',
    'os_version',
    'bot',
  ].map((column) => text(`stored_${column}`, undefined, column)),
];

/** Columns that only the store can know: an import passes over them. */
export const storedColumns: ReadonlySet<string> = new Set(
  eventColumns.filter((column) => column.wire === undefined).map((column) => column.name),
);
