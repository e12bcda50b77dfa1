import type { Channel, Props, Purpose, RatingScale } from '../types.ts';

/** What can be recorded across the bridge: never who somebody is, and never a decision. */
export type BridgeEventType = 'touch' | 'interaction' | 'conversion' | 'feedback';

/**
 * One event on its way from a frame or a web view. Travels as JSON text of at most 4,096 bytes, with
 * these keys and no others.
 */
export interface BridgeEvent {
  touchtrail: 'event';
  v: 1;
  type: BridgeEventType;
  /** When it happened, epoch ms: what is older than consent is not taken. */
  at: number;
  /** May be absent for `feedback` only. */
  name?: string;
  touchpoint?: string;
  channel?: Channel;
  props?: Props;
  value?: number;
  currency?: string;
  rating?: number;
  ratingScale?: RatingScale;
  comment?: string;
}

/** What the frame is told: what is allowed now, and since when (epoch ms). Never who somebody is. */
export interface BridgeConsent {
  touchtrail: 'consent';
  v: 1;
  purposes: Purpose[];
  since?: number;
}

/** Most bytes of one message. */
export const messageBytes = 4_096;

type Check = (value: unknown) => boolean;

const text =
  (length: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= length;
const oneOf =
  (words: string): Check =>
  (value) =>
    typeof value === 'string' && words.split(' ').includes(value);
const number: Check = (value) => Number.isFinite(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const scalar: Check = (value) =>
  value === null || typeof value === 'boolean' || number(value) || text(1_000)(value);

const flat: Check = (value) => {
  const entries = isObject(value) ? Object.entries(value) : undefined;
  return (
    !!entries &&
    entries.length <= 64 &&
    entries.every(([key, it]) => key.length <= 100 && scalar(it))
  );
};

// A map, because an object would know `constructor` too.
const fields = new Map<string, Check>([
  ['touchtrail', oneOf('event')],
  ['v', (value) => value === 1],
  ['type', oneOf('touch interaction conversion feedback')],
  ['at', number],
  ['name', (value) => text(200)(value) && value !== ''],
  ['touchpoint', text(200)],
  [
    'channel',
    oneOf(
      'web mobile_web in_app_browser pwa app_webview chat email sms push phone store mail event ' +
        'social ads search affiliate referral partner direct app call_center other',
    ),
  ],
  ['props', flat],
  ['value', number],
  ['currency', (value) => /^[A-Z]{3}$/.test(String(value))],
  ['rating', number],
  ['ratingScale', oneOf('nps csat ces scale10 thumbs')],
  ['comment', text(2_000)],
]);

const parse = (data: string): unknown => {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
};

/** Bytes of a text as UTF-8; of one that is too long in any case, just that. */
export const bytesOf = (data: string): number =>
  data.length > messageBytes ? data.length : new TextEncoder().encode(data).length;

/**
 * Reads one event by the schema of the bridge.
 *
 * @param data what came over the bridge, from whomever.
 * @returns `undefined` for what is no text, too large, no such event, or has a key too many.
 * @example
 * // A React Native host that passes events on by itself:
 * <WebView onMessage={({ nativeEvent }) => record(readBridgeEvent(nativeEvent.data))} />
 */
export function readBridgeEvent(data: unknown): BridgeEvent | undefined {
  if (typeof data !== 'string' || bytesOf(data) > messageBytes) return undefined;
  const event = parse(data);
  const fits =
    isObject(event) &&
    Object.entries(event).every(([key, value]) => fields.get(key)?.(value)) &&
    ['touchtrail', 'v', 'type', 'at'].every((key) => key in event) &&
    ('name' in event || event['type'] === 'feedback');
  return fits ? (event as unknown as BridgeEvent) : undefined;
}

/** Reads what the page or the app says of consent; `undefined` for anything else. */
export function readBridgeConsent(data: unknown): BridgeConsent | undefined {
  const said = typeof data === 'string' ? parse(data) : undefined;
  const fits =
    isObject(said) &&
    said['touchtrail'] === 'consent' &&
    said['v'] === 1 &&
    Array.isArray(said['purposes']) &&
    said['purposes'].every((purpose) => typeof purpose === 'string');
  return fits ? (said as unknown as BridgeConsent) : undefined;
}

/** Whether a message between windows is one of ours at all: others send there too. */
export const isOurs = (data: unknown): boolean =>
  isObject(data)
    ? 'touchtrail' in data
    : typeof data === 'string' && data.startsWith('{"touchtrail"');

/** Whether this is the greeting of a frame, and nothing else. */
export const isHello = (data: unknown): data is { nonce?: unknown } =>
  isObject(data) &&
  data['touchtrail'] === 'hello' &&
  data['v'] === 1 &&
  Object.keys(data).every((key) => ['touchtrail', 'v', 'nonce'].includes(key));
