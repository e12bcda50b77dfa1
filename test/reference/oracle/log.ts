import { sitePrivacySchema } from '@touchtrail/contract';
import type { Site } from '@touchtrail/contract';
import type { EventRow } from '@touchtrail/store';
import * as fc from 'fast-check';
import { media } from './entry-channel.ts';

/** One touch of a small generated log. */
export interface LogTouch {
  /** Order of the row: part of its id, so that equal times and numbers still have one order. */
  id: number;
  ts: number;
  seq: number;
  type: 'touch' | 'conversion' | 'feedback' | 'identify';
  place: string;
  channel: string;
  /** Campaign medium as written. */
  medium: string;
  device: string;
  user: string;
  account: string;
  value: number;
}

export const testSite = (id: string): Site => ({
  id,
  name: id,
  writeKey: `wk_${id}`,
  origins: ['*'],
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  consentMode: 'none',
  isDemo: false,
  privacy: sitePrivacySchema.parse({}),
});

/** Event id of a touch. Both halves rise: some engines compare the second half first. */
export const uuid = (n: number): string => {
  const hex = n.toString(16).padStart(8, '0');
  return `${hex}-0000-4000-8000-0000${hex}`;
};

/** A touch as the row that the store keeps. */
export const logRow = (siteId: string, touch: LogTouch): EventRow => ({
  site_id: siteId,
  subject_id: touch.user || touch.device || `account:${touch.account}`,
  ts: touch.ts,
  event_id: uuid(touch.id),
  seq: touch.seq,
  type: touch.type,
  name: touch.type === 'conversion' ? 'order.completed' : 'touch',
  touchpoint: touch.place,
  channel: touch.channel,
  campaign_medium: touch.medium,
  anonymous_id: touch.device,
  user_id: touch.user,
  account_id: touch.account,
  value: touch.value,
  currency: touch.value > 0 ? 'EUR' : '',
  ...(touch.type === 'feedback' && { rating: touch.id % 11, rating_scale: 'nps' }),
  props: touch.place === 'cart' ? '{"plan":"a","n":2}' : '',
  received_at: touch.ts,
  source: 'import',
});

export const hour = 3_600_000;
export const day = 24 * hour;
/** Settings of the generated cases: small, so that short logs meet every border. */
export const settings = {
  visitGap: 30 * 60_000,
  abandonmentGap: 2 * hour,
  inactivityLimit: 5 * day,
};
const epoch = Date.UTC(2026, 2, 27, 21);

const gapMs = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 1_000, 60_000) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 * hour }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...Object.values(settings).flatMap((limit) => [limit - 1, limit, limit + 1]),
      day,
      day - 1,
    ),
  },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 9 * day }) },
);

const step = fc.record({
  gap: gapMs,
  seq: fc.constantFrom(0, 0, 1, 2),
  type: fc.constantFrom('touch', 'touch', 'touch', 'touch', 'feedback', 'conversion', 'identify'),
  place: fc.constantFrom('home', 'home', 'cart', 'pay', 'mail', 'thanks'),
  channel: fc.constantFrom('web', 'email', 'store'),
  medium: fc.constantFrom('', '', '', ...Object.keys(media)),
  known: fc.boolean(),
  value: fc.constantFrom(0, 0, 10.5, 20),
});

const visitor = fc.record({
  device: fc.constantFrom('d1', 'd2', 'd3', 'd4', 'd5', 'd6'),
  user: fc.constantFrom('', 'u1', 'u2', 'u3'),
  account: fc.constantFrom('', 'a1', 'a2'),
  begin: fc.integer({ min: 0, max: 12 * day }),
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
});

/** Logs of a few people with shared devices, ties, borders of every setting, and doubled rows. */
export const logArbitrary: fc.Arbitrary<LogTouch[]> = fc
  .array(visitor, { minLength: 1, maxLength: 7 })
  .map((visitors) => {
    const log: LogTouch[] = [];
    for (const { device, user, account, begin, steps } of visitors) {
      let ts = epoch + begin;
      for (const { gap, seq, type, place, channel, medium, known, value } of steps) {
        ts += gap;
        log.push({
          id: log.length + 1,
          ts,
          seq,
          type: type as LogTouch['type'],
          place,
          channel,
          medium,
          device,
          user: known ? user : '',
          account,
          value: type === 'conversion' ? value : 0,
        });
      }
    }
    return log;
  });
