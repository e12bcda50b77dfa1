import type { ProfileTouch } from '@touchtrail/contract';
import type { Scope } from '../base/scope.ts';
import type { Ask } from './facts.ts';

/** A page of a timeline: after a place, so many touches. */
export interface TimelinePage {
  limit: number;
  /** `next` of the page before. */
  after?: string;
  newestFirst?: boolean;
}

const place = /^(\d{1,15})\.(\d{1,10})\.([0-9a-f-]{36})$/;

/** Whether a text is a place in a timeline. */
export const isPlace = (text: string): boolean => place.test(text);

const columns = ({ touchKey, phase }: Scope): string => `
  toString(event_id) AS id,
  toFloat64(toUnixTimestamp64Milli(ts)) AS at,
  toFloat64(toUnixTimestamp64Milli(received_at)) AS receivedAt,
  seq, type, name, ${touchKey} AS touchpoint, ${phase} AS phase, channel, subject_id AS subject, bot,
  account_id AS account, page_url AS page, toFloat64(value) AS value, currency,
  toFloat64(rating) AS rating, source`;

/**
 * Touches and facts in order of time, a page of them and one more, where there is one.
 *
 * @param only whose they are
 */
export function readTimeline(
  ask: Ask,
  scope: Scope,
  only: string,
  { limit, after, newestFirst = false }: TimelinePage,
): Promise<ProfileTouch[]> {
  const [, at = '0', seq = '0', id = ''] = place.exec(after ?? '') ?? [];
  const direction = newestFirst ? 'DESC' : 'ASC';
  const beyond =
    after === undefined
      ? 'true'
      : `(ts, seq, event_id) ${newestFirst ? '<' : '>'}
          (fromUnixTimestamp64Milli({afterAt:Int64}, 'UTC'), {afterSeq:UInt32}, toUUID({afterId:String}))`;
  return ask<ProfileTouch>(
    `SELECT ${columns(scope)}
     FROM events
     WHERE site_id = {site:String} AND ${only} AND ${beyond}
     ORDER BY ts ${direction}, events.seq ${direction}, event_id ${direction}
     LIMIT 1 BY event_id LIMIT {limit:UInt32}`,
    {
      limit: limit + 1,
      ...(after !== undefined && { afterAt: Number(at), afterSeq: Number(seq), afterId: id }),
    },
  );
}

/** Where the page after this one begins; null on the last. */
export function nextPlace(touches: readonly ProfileTouch[], limit: number): string | null {
  const last = touches[limit - 1];
  return touches.length > limit && last ? `${last.at}.${last.seq}.${last.id}` : null;
}
