import { randomFrom } from '@touchtrail/analysis/stats';
import type { EventRow } from '@touchtrail/store';

const day = 86_400_000;
const fields = ['email', 'name', 'iban'] as const;

/** What is planted in forms and ratings; without it all fields and places are like each other. */
export interface PlantedSaid {
  /** Fillings at the place fail at the field on a device, from a day on. */
  friction?: { place: string; field: string; device: string; from: number };
  /** The place that is rated badly. */
  bad?: string;
}

/**
 * What people did in a form at `place`, and how they rated, beside a log of touches that stays as it is:
 * a filling of three fields on each touch there, a rating on every fifth touch anywhere.
 */
export function saidLog(
  log: readonly EventRow[],
  seed: number,
  place: string,
  { friction, bad }: PlantedSaid = {},
): EventRow[] {
  const random = randomFrom(seed + 77);
  const start = log.reduce((least, { ts }) => Math.min(least, Number(ts)), Infinity);
  const rows: EventRow[] = [];
  const add = (touch: EventRow, after: number, more: Partial<EventRow>): void => {
    const { event_id: id, value: _value, ...own } = touch;
    const number = (rows.length + 1).toString(16).padStart(12, '0');
    rows.push({
      ...own,
      value: 0,
      ts: Number(touch.ts) + after,
      event_id: `${id.slice(0, 8)}-${id.slice(9, 13)}-4000-9000-${number}`,
      ...more,
    });
  };
  for (const touch of log) {
    if (touch.type !== 'touch') continue;
    const tell = (name: string, after: number, props: object): void =>
      add(touch, after, {
        type: 'interaction',
        name: `form.${name}`,
        touchpoint: '',
        parent_id: touch.event_id,
        props: JSON.stringify({ form: 'checkout', ...props }),
      });
    if (touch['touchpoint'] === place) {
      tell('started', 1, { field: 'email', resumed: false });
      let left: string | null = null;
      for (const [at, field] of fields.entries()) {
        const isHit =
          friction !== undefined &&
          place === friction.place &&
          field === friction.field &&
          touch['device_type'] === friction.device &&
          Number(touch.ts) >= start + friction.from * day;
        tell('field_left', 2 + at * 2, { field, ms: 900, refill: false });
        if (random() < (isHit ? 0.5 : 0.08)) tell('field_failed', 3 + at * 2, { field });
        if (random() < (isHit ? 0.3 : 0.03)) {
          left = field;
          break;
        }
      }
      const end = { field: left ?? 'iban', ms: 900, fields: 3, errors: 0 };
      tell(left === null ? 'submitted' : 'abandoned', 9, end);
    }
    if (random() < 0.2) {
      const usual = touch['touchpoint'] === bad ? 3 : 7;
      add(touch, 10, {
        type: 'feedback',
        name: 'feedback.given',
        rating: Math.max(1, Math.min(10, Math.round(usual + (random() - 0.5) * 6))),
        rating_scale: 'scale10',
        parent_id: touch.event_id,
      });
    }
  }
  return rows;
}
