import type { EventRow } from '@touchtrail/store';

type Planted = Pick<EventRow, 'site_id' | 'subject_id' | 'seq' | 'touchpoint' | 'channel'> & {
  type: 'touch' | 'conversion';
  /** Epoch ms, not whole. */
  at: number;
  device_type?: string;
};

/**
 * A row of a made-up log.
 *
 * @param number counts the rows of the log
 * @param kind tells logs of one seed apart
 */
export function plantedRow(
  { at, ...own }: Planted,
  { number, seed, kind }: { number: number; seed: number; kind: number },
): EventRow {
  const hex = number.toString(16).padStart(8, '0');
  return {
    ...own,
    anonymous_id: own.subject_id,
    user_id: '',
    ts: Math.round(at),
    event_id: `${hex}-${(seed % 65_536).toString(16).padStart(4, '0')}-4000-8000-${kind}000${hex}`,
    name: own.type === 'conversion' ? 'order.completed' : 'touch',
    value: 0,
    currency: '',
    consent_purposes: [],
    received_at: Math.round(at),
    source: 'import',
  };
}
