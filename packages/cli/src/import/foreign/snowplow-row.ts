import { limits, referrerTypes } from '@touchtrail/contract';
import type { Channel, ReferrerType } from '@touchtrail/contract';
import type { RawEvent } from '../csv-row.ts';
import { cutText, filled, pathOf } from './foreign-source.ts';
import type { Mapped } from './foreign-source.ts';
import { cellReader, columnCount } from './snowplow-columns.ts';
import { flatProps, readEntities, readEvent } from './snowplow-json.ts';
import type { SelfDescribing } from './snowplow-json.ts';

type Cells = (column: string) => string | undefined;

const uuid = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;
/** What anonymous tracking writes in place of an id. */
const nobody = '00000000-0000-0000-0000-000000000000';
const time = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?$/;

const vendor = 'com.snowplowanalytics.snowplow';

/** What happens within a page or a screen and is no step of a journey, by `event_name`. */
const interactions: ReadonlySet<string> = new Set([
  'page_ping',
  'focus_form',
  'change_form',
  'web_vitals',
  'application_error',
  'application_background',
  'application_foreground',
  'screen_end',
  'transaction_item',
  'add_to_cart_item',
  'media_ping_event',
  'percent_progress_event',
  'performance_timing',
]);

const referrers: Readonly<Record<string, ReferrerType>> = {
  email: 'mail',
  internal: 'internal',
  search: 'search',
  social: 'social',
  chatbot: 'ai_assistant',
};

/** Times are in UTC and say so nowhere. */
const epochMs = (text: string | undefined): number | undefined =>
  text !== undefined && time.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : undefined;

const numberOf = (text: string | undefined): number | undefined => {
  const value = text === undefined ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
};

const isTrue = (text: string | undefined): boolean => text === '1' || text === 'true';

function channelOf(cell: Cells): Channel | undefined {
  switch (cell('platform')) {
    case 'web':
      return isTrue(cell('dvce_ismobile')) ? 'mobile_web' : 'web';
    case 'mob':
    case 'pc':
    case 'app':
      return 'app';
    default:
      return undefined;
  }
}

interface Told {
  name: string;
  type: 'touch' | 'conversion' | 'interaction';
  touchpoint?: string;
  props?: Record<string, string | number | boolean>;
  value?: number | string | undefined;
  currency?: string | undefined;
  experience?: RawEvent | undefined;
}

const currencyOf = (text: unknown): string | undefined =>
  typeof text === 'string' && text !== '' ? text.toUpperCase() : undefined;

/** How far down the page it was seen, in percent of its height. */
function scrollOf(cell: Cells): number | undefined {
  const height = numberOf(cell('doc_height'));
  const deepest = numberOf(cell('pp_yoffset_max'));
  if (height === undefined || deepest === undefined || height <= 0) return undefined;
  const seen = deepest + (numberOf(cell('br_viewheight')) ?? 0);
  return Math.max(0, Math.min(100, (seen * 100) / height));
}

function selfDescribing(cell: Cells, entities: readonly SelfDescribing[]): Told | string {
  const text = cell('unstruct_event');
  const event = text === undefined ? undefined : readEvent(text);
  if (!event) return 'unstruct_event: is no self-describing JSON';
  const name = cell('event_name') ?? event.schema.split('/')[1] ?? '';
  if (name === '') return 'event_name: is missing';
  const props = flatProps(event.data);
  if (name === 'snowplow_ecommerce_action') {
    const order = entities.find(({ schema }) => schema === `${vendor}.ecommerce/transaction`)?.data;
    const action = typeof event.data['type'] === 'string' ? event.data['type'] : name;
    return {
      name: action,
      type: action === 'transaction' ? 'conversion' : 'touch',
      props: { ...props, ...(order && flatProps(order)) },
      ...(action === 'transaction' && {
        value: numberOf(String(order?.['revenue'] ?? '')),
        currency: currencyOf(order?.['currency']),
      }),
    };
  }
  const screen = event.data['name'];
  return {
    name,
    type: interactions.has(name) ? 'interaction' : 'touch',
    ...(name === 'screen_view' &&
      typeof screen === 'string' &&
      screen !== '' && { touchpoint: cutText(`screen.${screen}`, limits.touchpointLength) }),
    props,
  };
}

/** What happened, by the kind of event. */
function toldOf(cell: Cells, entities: readonly SelfDescribing[]): Told | string {
  switch (cell('event')) {
    case 'page_view':
    case 'pv':
      return { name: 'page.viewed', type: 'touch' };
    case 'page_ping':
    case 'pp':
      return {
        name: 'page_ping',
        type: 'interaction',
        experience: filled({ scrollPercent: scrollOf(cell) }),
      };
    case 'struct':
    case 'se': {
      const action = cell('se_action');
      if (action === undefined) return 'se_action: is missing';
      const category = cell('se_category');
      return {
        name: category === undefined ? action : `${category}.${action}`,
        type: 'touch',
        props: flatProps({
          label: cell('se_label'),
          property: cell('se_property'),
          value: numberOf(cell('se_value')),
        }),
      };
    }
    case 'transaction':
    case 'tr':
      return {
        name: 'transaction',
        type: 'conversion',
        // Text that is no number goes on, so that the schema refuses it with the field's name.
        value: cell('tr_total'),
        currency: currencyOf(cell('tr_currency')),
        props: flatProps({
          order_id: cell('tr_orderid'),
          affiliation: cell('tr_affiliation'),
          tax: numberOf(cell('tr_tax')),
          shipping: numberOf(cell('tr_shipping')),
        }),
      };
    case 'transaction_item':
    case 'ti':
      return {
        name: 'transaction_item',
        type: 'interaction',
        props: flatProps({
          order_id: cell('ti_orderid'),
          sku: cell('ti_sku'),
          item: cell('ti_name'),
          category: cell('ti_category'),
          price: numberOf(cell('ti_price')),
          quantity: numberOf(cell('ti_quantity')),
        }),
      };
    case 'unstruct':
    case 'ue':
      return selfDescribing(cell, entities);
    default:
      return `event: ${JSON.stringify(cell('event') ?? '')} is no kind of event`;
  }
}

const textEntry = (data: Readonly<Record<string, unknown>> | undefined, key: string) => {
  const value = data?.[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

function referrerTypeOf(medium: string | undefined): ReferrerType | undefined {
  if (medium === undefined) return undefined;
  const known = referrers[medium] ?? referrerTypes.find((type) => type === medium);
  return known ?? 'other';
}

const clickKinds: Readonly<Record<string, string>> = {
  google: 'gclid',
  doubleclick: 'dclid',
  microsoft: 'msclkid',
};

/** The kind of click id; its value names a person at an advertiser and stays out. */
function clickIdType(cell: Cells): string | undefined {
  if (cell('mkt_clickid') === undefined) return undefined;
  const network = (cell('mkt_network') ?? '').toLowerCase();
  return clickKinds[network] ?? (cutText(network, 50) || 'clickid');
}

const cut = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : cutText(text, limits.textLength);

const someone = (text: string | undefined): string | undefined =>
  text === nobody ? undefined : text;

/**
 * One enriched event as a line of 131 tab-separated columns. Addresses and fingerprints are not taken.
 *
 * @see https://docs.snowplow.io/docs/fundamentals/canonical-event
 */
export function mapSnowplowRow(line: string): Mapped {
  const cells = line.split('\t');
  if (cells.length !== columnCount) {
    return `has ${cells.length} columns, an enriched event has ${columnCount}`;
  }
  const cell = cellReader(cells);
  const id = cell('event_id');
  if (id === undefined || !uuid.test(id)) return 'event_id: is not a UUID';
  const stated = ['true_tstamp', 'derived_tstamp', 'collector_tstamp'].find(
    (column) => cell(column) !== undefined,
  );
  const at = epochMs(cell(stated ?? 'collector_tstamp'));
  if (at === undefined || Number.isNaN(at)) {
    return `${stated ?? 'collector_tstamp'}: is not a time like 2026-11-22 10:00:00.000`;
  }
  const entities = readEntities(cell('contexts'));
  if (!entities) return 'contexts: is no self-describing JSON';
  const told = toldOf(cell, entities);
  if (typeof told === 'string') return told;
  const mobile = entities.find(({ schema }) => schema === `${vendor}/client_session`)?.data;
  const anonymousId =
    someone(cell('domain_userid')) ??
    someone(textEntry(mobile, 'userId')) ??
    someone(cell('network_userid'));
  const userId = cell('user_id');
  if (anonymousId === undefined && userId === undefined) {
    return 'domain_userid: neither it nor network_userid nor user_id is there, the row is of nobody';
  }
  const url = cell('page_url');
  const props = {
    ...filled({
      app_id: cell('app_id'),
      country: cell('geo_country'),
      region: cell('geo_region'),
    }),
    ...told.props,
  };
  const kept = Object.entries(props).slice(0, limits.propsKeys);
  const { value, currency } = told;
  return {
    id,
    type: told.type,
    name: cutText(told.name, limits.nameLength),
    at,
    ...filled({
      touchpoint: told.touchpoint,
      channel: channelOf(cell),
      anonymousId,
      userId,
      sessionId: cell('domain_sessionid') ?? textEntry(mobile, 'sessionId'),
      value,
      currency: value === undefined ? undefined : currency,
      page: filled({
        url,
        path: cell('page_urlpath') ?? pathOf(url),
        title: cut(cell('page_title')),
        referrer: cell('page_referrer'),
        referrerType: referrerTypeOf(cell('refr_medium')),
      }),
      campaign: filled({
        source: cut(cell('mkt_source')),
        medium: cut(cell('mkt_medium')),
        name: cut(cell('mkt_campaign')),
        term: cut(cell('mkt_term')),
        content: cut(cell('mkt_content')),
        clickIdType: clickIdType(cell),
      }),
      device: filled({
        width: numberOf(cell('dvce_screenwidth')),
        height: numberOf(cell('dvce_screenheight')),
        language: cell('br_lang')?.slice(0, 50),
        timezone: cell('os_timezone')?.slice(0, 100),
        userAgent:
          cell('useragent') === undefined
            ? undefined
            : cutText(cell('useragent') ?? '', limits.urlLength),
      }),
      experience: told.experience,
    }),
    ...(kept.length > 0 && { props: Object.fromEntries(kept) }),
  };
}
