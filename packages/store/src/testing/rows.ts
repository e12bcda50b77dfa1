import type { EventRow } from '../types.ts';

/** A small valid row of `events` with this UUID's last digits. */
export const row = (n: number, more: Partial<EventRow> = {}): EventRow => ({
  site_id: 'shop',
  subject_id: `person-${n % 7}`,
  ts: 1_795_341_600_000 + n,
  event_id: `0193bd4e-7c2a-4d3e-9f00-${String(n).padStart(12, '0')}`,
  seq: n,
  type: 'touch',
  name: 'page.viewed',
  received_at: 1_795_341_600_000,
  source: 'sdk',
  ...more,
});

export const rows = (count: number, from = 0, more: Partial<EventRow> = {}): EventRow[] =>
  Array.from({ length: count }, (_, index) => row(from + index, more));
