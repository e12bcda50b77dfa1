import { limits, wellFormedJson } from '@touchtrail/contract';
import type { Channel } from '@touchtrail/contract';
import { contentHash } from '../content-hash.ts';
import { cutText, filled, pathOf } from './foreign-source.ts';
import type { Mapped } from './foreign-source.ts';

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What stands for nothing in its own words. */
const nothing: ReadonlySet<string> = new Set([
  '',
  '(not set)',
  '(none)',
  '(direct)',
  '(data deleted)',
  '(not provided)',
]);

const text = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && !nothing.has(value) ? value : undefined;
};

/** Whole numbers come as text from BigQuery; beyond 2^53 they stay text. */
const number = (value: unknown): number | undefined => {
  if (value === null || value === undefined || value === '') return undefined;
  const read = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
  return Number.isFinite(read) ? read : undefined;
};

type Scalar = string | number;

/** The one value of the four that is there. */
function valueOf(entry: unknown): Scalar | undefined {
  const value = object(object(entry)['value']);
  const written = value['string_value'];
  if (typeof written === 'string') return written;
  const whole = value['int_value'];
  if (whole !== undefined && whole !== null) {
    const read = number(whole);
    return read !== undefined && Number.isSafeInteger(read) ? read : String(whole);
  }
  return number(value['double_value']) ?? number(value['float_value']);
}

/** `[{key, value}]` as a map; of a key that comes twice the first counts. */
function scalars(entries: unknown): Map<string, Scalar> {
  const map = new Map<string, Scalar>();
  for (const entry of list(entries)) {
    const key = object(entry)['key'];
    const value = valueOf(entry);
    if (typeof key === 'string' && value !== undefined && !map.has(key)) map.set(key, value);
  }
  return map;
}

const conversions: ReadonlySet<string> = new Set([
  'purchase',
  'in_app_purchase',
  'ecommerce_purchase',
]);

/** What happens within a visit or a page and is no step of a journey. */
const interactions: ReadonlySet<string> = new Set([
  'session_start',
  'first_visit',
  'first_open',
  'user_engagement',
  'scroll',
  'video_progress',
  'form_start',
  'experiment_impression',
  'app_update',
  'app_remove',
  'app_clear_data',
  'app_exception',
  'os_update',
]);

/** Parameters that have a field of their own, or are bookkeeping. */
const taken: ReadonlySet<string> = new Set([
  'ga_session_id',
  'ga_session_number',
  'page_location',
  'page_title',
  'page_referrer',
  'page_path',
  'source',
  'medium',
  'campaign',
  'term',
  'content',
  'engagement_time_msec',
  'session_engaged',
  'engaged_session_event',
  'batch_ordering_id',
  'batch_page_id',
  'gclid',
  'dclid',
  'srsltid',
  'entrances',
  'debug_mode',
  'ignore_referrer',
]);

/** The first that says something. */
const one = (...values: unknown[]): string | undefined => {
  for (const value of values) {
    const found = text(value);
    if (found !== undefined) return cutText(found, limits.textLength);
  }
  return undefined;
};

function campaignOf(row: Json, params: ReadonlyMap<string, Scalar>) {
  const collected = object(row['collected_traffic_source']);
  const session = object(object(row['session_traffic_source_last_click'])['manual_campaign']);
  // The value of a click id names a person at an advertiser; which kind it was is enough.
  const clickIdType = ['gclid', 'dclid', 'srsltid'].find(
    (kind) => text(collected[kind]) !== undefined || params.has(kind),
  );
  return filled({
    source: one(collected['manual_source'], params.get('source'), session['source']),
    medium: one(collected['manual_medium'], params.get('medium'), session['medium']),
    name: one(collected['manual_campaign_name'], params.get('campaign'), session['campaign_name']),
    term: one(collected['manual_term'], params.get('term'), session['term']),
    content: one(collected['manual_content'], params.get('content'), session['content']),
    clickIdType,
  });
}

function channelOf(platform: string | undefined, category: string | undefined): Channel {
  if (platform !== undefined && platform.toUpperCase() !== 'WEB') return 'app';
  return category === 'mobile' || category === 'tablet' ? 'mobile_web' : 'web';
}

function moneyOf(row: Json, params: ReadonlyMap<string, Scalar>) {
  const ecommerce = object(row['ecommerce']);
  const currency = text(params.get('currency'))?.toUpperCase();
  const own = number(ecommerce['purchase_revenue']) ?? number(params.get('value'));
  if (own !== undefined) return { value: own, ...(currency !== undefined && { currency }) };
  const dollars = number(ecommerce['purchase_revenue_in_usd']) ?? number(row['event_value_in_usd']);
  return dollars === undefined ? {} : { value: dollars, currency: 'USD' };
}

const itemLists = [
  ['item_ids', 'item_id'],
  ['item_names', 'item_name'],
] as const;

function propsOf(row: Json, params: ReadonlyMap<string, Scalar>, isConversion: boolean) {
  const device = object(row['device']);
  const geo = object(row['geo']);
  const web = object(device['web_info']);
  const items = list(row['items']).map(object);
  const props: Record<string, Scalar> = {};
  const put = (key: string, value: Scalar | undefined) => {
    if (value === undefined || Object.keys(props).length >= limits.propsKeys) return;
    props[cutText(key, limits.propsKeyLength)] =
      typeof value === 'string' ? cutText(value, limits.propsStringLength) : value;
  };
  put('transaction_id', text(object(row['ecommerce'])['transaction_id']));
  put('items', items.length > 0 ? items.length : undefined);
  // Both in the order of the items; no lists of commas where no item says it.
  for (const [key, field] of itemLists) {
    const texts = items.map((item) => text(item[field]) ?? '');
    put(key, texts.some(Boolean) ? texts.join(',') : undefined);
  }
  put('country', text(geo['country']));
  put('region', text(geo['region']));
  put('device_category', text(device['category']));
  put('browser', text(web['browser']) ?? text(device['browser']));
  put('os', text(device['operating_system']));
  put('stream_id', text(row['stream_id']));
  for (const [key, value] of params) {
    if (taken.has(key) || (isConversion && (key === 'value' || key === 'currency'))) continue;
    if (!Object.hasOwn(props, key)) put(key, typeof value === 'string' ? text(value) : value);
  }
  for (const [key, value] of scalars(row['user_properties'])) {
    // Apps repeat their visit here.
    if (taken.has(key)) continue;
    put(`user_${key}`, typeof value === 'string' ? text(value) : value);
  }
  return props;
}

/**
 * Rows carry no id. What makes an event one is who, when, what, and its place in the batch that brought
 * it; the same row of another table (an intraday and a daily one, a day loaded twice) is the same event.
 * Older tables do not tell the place: there the parameters stand for it.
 */
function idOf(row: Json, micros: number, name: string): string {
  const index = text(row['batch_event_index']);
  const place =
    index ??
    JSON.stringify([...scalars(row['event_params'])].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const key = [
    text(row['stream_id']),
    text(row['user_pseudo_id']) ?? text(row['user_id']),
    micros,
    name,
    text(row['event_bundle_sequence_id']),
    text(row['batch_page_id']),
    text(row['batch_ordering_id']),
    place,
  ];
  return `ga4:${contentHash(JSON.stringify(key))}`;
}

/** Order within a millisecond: microseconds, then the place in the batch. */
const seqOf = (row: Json, micros: number): number =>
  (micros % 1_000) * 1_000_000 +
  Math.min(number(row['batch_ordering_id']) ?? 0, 999) * 1_000 +
  Math.min(number(row['batch_event_index']) ?? 0, 999);

/**
 * One row of the BigQuery export of Google Analytics 4, as a line of JSON.
 *
 * @see https://support.google.com/analytics/answer/7029846
 */
export function mapGa4Row(line: string): Mapped {
  let row: Json;
  try {
    const value: unknown = JSON.parse(wellFormedJson(line));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      return 'is not a JSON object';
    }
    row = value as Json;
  } catch {
    return 'is not JSON';
  }
  const name = row['event_name'];
  const micros = number(row['event_timestamp']);
  if (typeof name !== 'string' || name === '') return 'event_name: is missing';
  if (micros === undefined) return 'event_timestamp: is missing or no number';
  if (!Number.isInteger(micros) || micros < 1e14) {
    return `event_timestamp: ${micros} is not in microseconds`;
  }
  if (object(row['privacy_info'])['analytics_storage'] === 'No') {
    return 'consent: analytics_storage is No';
  }
  const anonymousId = text(row['user_pseudo_id']);
  const userId = text(row['user_id']);
  if (anonymousId === undefined && userId === undefined) {
    return 'user_pseudo_id: neither it nor user_id is there, the row is of nobody';
  }
  const params = scalars(row['event_params']);
  const device = object(row['device']);
  const isConversion = conversions.has(name);
  const url = text(params.get('page_location'));
  const screen = text(params.get('firebase_screen')) ?? text(params.get('firebase_screen_class'));
  const session = text(params.get('ga_session_id'));
  const offset = number(device['time_zone_offset_seconds']);
  const props = propsOf(row, params, isConversion);
  return {
    id: idOf(row, micros, name),
    type: isConversion ? 'conversion' : interactions.has(name) ? 'interaction' : 'touch',
    name: name === 'page_view' ? 'page.viewed' : cutText(name, limits.nameLength),
    ...(name === 'screen_view' &&
      screen !== undefined && {
        touchpoint: cutText(`screen.${screen}`, limits.touchpointLength),
      }),
    at: Math.floor(micros / 1_000),
    seq: seqOf(row, micros),
    channel: channelOf(text(row['platform']), text(device['category'])),
    ...filled({
      anonymousId,
      userId,
      // The number alone is a time, which many share.
      sessionId: session === undefined ? undefined : `ga4:${anonymousId ?? userId}:${session}`,
      page: filled({
        url,
        path: pathOf(url),
        title: cutText(text(params.get('page_title')) ?? '', limits.textLength),
        referrer: text(params.get('page_referrer')),
      }),
      campaign: campaignOf(row, params),
      device: filled({
        language: text(device['language'])?.slice(0, 50),
        utcOffset: offset === undefined ? undefined : Math.round(offset / 60),
      }),
      experience: filled({ engagedMs: number(params.get('engagement_time_msec')) }),
    }),
    ...(isConversion && moneyOf(row, params)),
    ...(Object.keys(props).length > 0 && { props }),
  };
}
