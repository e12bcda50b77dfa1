import type { EventRow, Store } from '@touchtrail/store';

export const hour = 3_600_000;
export const day = 24 * hour;
export const begin = Date.UTC(2026, 5, 1, 8);

/** A touch of a log made for a test. */
export interface Draft {
  person: string;
  at: number;
  place: string;
  more?: Partial<EventRow>;
}

/** Stores such a log. Ids are numbers in the order of the log. */
export async function writeDrafts(store: Store, site: string, log: () => Draft[]): Promise<void> {
  const rows = log().map(({ person, at, place, more }, n): EventRow => ({
    site_id: site,
    subject_id: person,
    ts: Math.round(at),
    event_id: `${String(n).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`,
    seq: n,
    type: 'touch',
    name: 'touch',
    touchpoint: place,
    channel: 'web',
    anonymous_id: person,
    received_at: Math.round(at),
    source: 'import',
    ...more,
  }));
  for (let from = 0; from < rows.length; from += 20_000) {
    await store.insertEvents(rows.slice(from, from + 20_000));
  }
}
