import { randomFrom } from '@touchtrail/analysis/stats';
import type { EventRow } from '@touchtrail/store';
import { plantedRow } from './planted-row.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 3, 6);
const visitPlaces = ['home', 'list', 'product', 'search', 'cart', 'help', 'blog', 'pay'];

/** What is planted; without any of it every place is like every other and every week like the last. */
export interface Planted {
  people: number;
  days: number;
  /** Log odds that the goal comes next once a place was met. */
  won?: Readonly<Record<string, number>>;
  /** Log odds of pausing while standing there. */
  gone?: Readonly<Record<string, number>>;
  /** Visits with the place do not convert after it in these days, on this device or all. */
  incident?: { place: string; from: number; to: number; device?: string };
  /** So many times the chance of the goal from this day on. */
  shift?: { from: number; times: number };
}

const expit = (eta: number): number => 1 / (1 + Math.exp(-eta));

/** Events of people who come to places at random, one to some visits each. */
export function visitsLog(site: string, seed: number, planted: Planted): EventRow[] {
  const { people, days, won = {}, gone = {}, incident, shift } = planted;
  const random = randomFrom(seed);
  const rows: EventRow[] = [];
  const end = start + days * day;
  const one = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item;
  let number = 0;
  for (let person = 0; person < people; person++) {
    const device = random() < 0.5 ? 'mobile' : 'desktop';
    const channel = one(['direct', 'search', 'email', 'social'] as const);
    let at = start + random() * days * day;
    let touches = 0;
    const record = (place: string, type: 'touch' | 'conversion'): void => {
      number++;
      rows.push(
        plantedRow(
          {
            site_id: site,
            subject_id: `p${seed}-${person}`,
            at,
            seq: ++touches,
            type,
            touchpoint: place,
            channel,
            device_type: device,
          },
          { number, seed, kind: 0 },
        ),
      );
    };
    const met = new Set<string>();
    for (let step = 0; step < 40 && at < end; step++) {
      const place = one(visitPlaces);
      met.add(place);
      record(place, 'touch');
      const today = (at - start) / day;
      const hit =
        incident !== undefined &&
        met.has(incident.place) &&
        today >= incident.from &&
        today < incident.to &&
        (incident.device === undefined || incident.device === device);
      let eta = -2.6;
      for (const each of met) eta += won[each] ?? 0;
      const times = shift && today >= shift.from ? shift.times : 1;
      if (!hit && random() < expit(eta) * times) {
        at += 30_000 + random() * 300_000;
        if (at < end) record('thanks', 'conversion');
        break;
      }
      const pauses = random() < expit(-1.4 + (gone[place] ?? 0));
      if (!pauses) at += 20_000 + random() * 600_000;
      else if (random() < 0.5) at += day * (1 + random() * 4);
      else break;
    }
  }
  return rows;
}
