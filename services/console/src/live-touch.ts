import { touchTypes } from '@touchtrail/contract';
import type { LiveLine } from '@touchtrail/contract';
import type { EventRow } from '@touchtrail/store';
import { deliveryOf } from './live-delivery.ts';

const text = (value: unknown) => (typeof value === 'string' ? value : '');

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

// The same rule as the column `touch_key`, for rows that are not stored yet.
const touchKey = (row: EventRow) =>
  text(row['touchpoint']) || (row.name === 'page.viewed' && text(row['page_path'])) || row.name;

const isTouch = (row: EventRow) => (touchTypes as readonly string[]).includes(row.type);

/** The touches among rows as lines of the live stream; facts about people are not touches. */
export const liveTouches = (rows: readonly EventRow[]): LiveLine[] =>
  rows.filter(isTouch).map((row) => ({
    id: row.event_id,
    at: row.ts,
    receivedAt: row.received_at,
    type: row.type,
    name: row.name,
    touchpoint: touchKey(row),
    channel: text(row['channel']),
    subject: row.subject_id,
    bot: text(row['bot']),
    device: text(row['anonymous_id']),
    consent: texts(row['consent_purposes']),
    source: row.source,
    // Without a registry, of which only the store can say, nothing is registered.
    matched: 'none',
    delivery: deliveryOf({
      at: row.ts,
      isClamped: text(row['clamped']) !== '',
      sentAt: typeof row['sent_at'] === 'number' ? row['sent_at'] : null,
      receivedAt: row.received_at,
      storedAt: null,
    }),
  }));
