import {
  botStep,
  channelStep,
  moneyStep,
  observedReasons,
  referrerStep,
  statedSignals,
  userAgentStep,
} from '@touchtrail/enrich';
import type { BotReason, Rates } from '@touchtrail/enrich';

/** One distinct combination of raw values, as ClickHouse gives it. */
export type Raw = Readonly<Record<string, string | number>>;

/** How one step is run again: which rows, from which raw values, into which columns. */
export interface Plan {
  step: string;
  /** Rows that the step can tell anything of. */
  when: string;
  /** Raw values by name; none may be null, for their hash is the key. */
  raw: Readonly<Record<string, string>>;
  /** Column to the SQL of its new value; `$1` stands for the first text that `derive` gives. */
  columns: Readonly<Record<string, string>>;
  /** Texts for the columns. */
  derive(raw: Raw): readonly string[];
  /** Whether nothing could be told of these. */
  missed?(raw: Raw): boolean;
}

const text = (value: string | number | undefined): string => String(value ?? '');

// A policy may have replaced the text by a hash: nothing can be read from that any more.
const hashed = (column: string): string => `match(${column}, '^h_[A-Za-z0-9_-]{22}$')`;
const userAgentKept = `user_agent != '' AND NOT ${hashed('user_agent')}`;
const unstated = (field: string): string =>
  `NOT has(splitByChar(' ', toString(stated)), '${field}')`;
const dropped = (field: string): string => `has(stripped, '${field}:policy')`;

const userAgent: Plan = {
  step: userAgentStep.name,
  when: userAgentKept,
  raw: { userAgent: 'user_agent', signals: 'device_signals', channel: 'channel' },
  columns: { device_type: '$1', browser: '$2', browser_version: '$3', os: '$4', os_version: '$5' },
  derive(raw) {
    const stored = {
      userAgent: text(raw['userAgent']),
      signals: text(raw['signals']),
      channel: text(raw['channel']),
    };
    const told = userAgentStep.derive(
      { userAgent: stored.userAgent, signals: statedSignals(stored) },
      undefined,
    );
    return [told.deviceType, told.browser, told.browserVersion, told.os, told.osVersion];
  },
};

/** What the request said of its size, by what it was taken for: that header is not stored. */
function mobileOf(signals: string, channel: string): boolean | undefined {
  if (signals !== '') return /\bmobile\b/.test(signals);
  return channel === 'mobile_web' ? true : channel === 'web' ? false : undefined;
}

const channel: Plan = {
  step: channelStep.name,
  // What was loaded past the rules may state its channel, and nobody noted whether it did.
  when: `${userAgentKept} AND ${unstated('channel')} AND (channel = '' OR enrichment_version > 0
    AND channel IN ('web', 'mobile_web', 'in_app_browser', 'pwa', 'app_webview'))`,
  raw: {
    userAgent: 'user_agent',
    signals: 'device_signals',
    channel: 'channel',
    app: 'in_app',
    viewed: `toUInt8(name = 'page.viewed' AND NOT ${dropped('device.app')} AND NOT ${hashed('in_app')})`,
  },
  columns: { channel: '$1', in_app: '$2' },
  derive(raw) {
    const stored = {
      userAgent: text(raw['userAgent']),
      signals: text(raw['signals']),
      channel: text(raw['channel']),
    };
    const told = channelStep.derive(
      {
        userAgent: stored.userAgent,
        signals: statedSignals(stored),
        mobile: mobileOf(stored.signals, stored.channel),
      },
      undefined,
    );
    return [told.channel, raw['viewed'] === 1 ? told.app : text(raw['app'])];
  },
};

// Up to the next thousand: what is too large stays so, and there are few different ones.
const side = (column: string): string => `intDiv(ifNull(${column}, 0) + 999, 1000) * 1000`;

const bot: Plan = {
  step: botStep.name,
  when: userAgentKept,
  raw: {
    userAgent: 'user_agent',
    width: side('device_width'),
    height: side('device_height'),
    silent: `toUInt8(source = 'sdk' AND name = 'page.viewed' AND device_width IS NOT NULL
      AND utc_offset IS NOT NULL AND language = '' AND NOT ${dropped('device.language')})`,
    bot: 'bot',
  },
  columns: { bot: '$1' },
  derive: (raw) => [
    botStep.derive(
      {
        userAgent: text(raw['userAgent']),
        width: Number(raw['width']),
        height: Number(raw['height']),
        language: null,
        deviceTold: raw['silent'] === 1,
        observed: text(raw['bot'])
          .split(' ')
          .filter((reason): reason is BotReason => observedReasons.has(reason)),
      },
      undefined,
    ).bot,
  ],
};

const hostOf = (column: string): string => `lowerUTF8(splitByChar('/', ${column})[3])`;

const referrer: Plan = {
  step: referrerStep.name,
  when: `${hostOf('referrer')} != '' AND ${unstated('referrer_type')}
    AND (enrichment_version > 0 OR referrer_type IN ('', 'other'))`,
  raw: { referrerHost: hostOf('referrer'), pageHost: hostOf('page_url') },
  columns: { referrer_type: '$1' },
  derive: (raw) => [
    referrerStep.derive(
      { referrerHost: text(raw['referrerHost']), pageHost: text(raw['pageHost']) },
      undefined,
    ).referrerType,
  ],
};

/** Rows with money that was told by another table or currency than asked for now. */
export const staleMoney = `(value > 0 AND currency != '' AND multiIf(
    currency = {base:String}, rates_version != {base:String},
    {table:String} != '', rates_version != {table:String},
    rates_version != {base:String} AND NOT startsWith(rates_version, concat({base:String}, ':'))))`;

// The same sum as at arrival, with whole ten-thousandths, so that no digit depends on how it came.
const inBaseSql = `if($1 = '' OR toFloat64(value) * toFloat64OrZero($1) >= 1e14, NULL,
    toDecimal64(toInt64(floor(toFloat64(value) * toFloat64OrZero($1) * 10000 + 0.5)), 0) * toDecimal64('0.0001', 4))`;

const money = (base: string, rates: Rates | undefined): Plan => {
  const told = (raw: Raw) =>
    moneyStep.derive({ currency: text(raw['currency']), day: Number(raw['day']) }, { base, rates });
  return {
    step: moneyStep.name,
    when: staleMoney,
    raw: { currency: 'currency', day: 'toInt32(toDate(ts))' },
    columns: { value_base: inBaseSql, rates_version: '$2' },
    derive(raw) {
      const { rate, ratesVersion } = told(raw);
      return [rate === undefined ? '' : String(rate), ratesVersion];
    },
    missed: (raw) => told(raw).rate === undefined,
  };
};

/** Every step that can be run again. The place cannot: addresses are not stored. */
export const plansOf = (base: string, rates: Rates | undefined): readonly Plan[] => [
  userAgent,
  channel,
  bot,
  referrer,
  money(base, rates),
];
