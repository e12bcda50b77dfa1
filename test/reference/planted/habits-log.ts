import { randomFrom } from '@touchtrail/analysis/stats';
import type { EventRow } from '@touchtrail/store';
import { plantedRow } from './planted-row.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 3, 6);

/** Places that somebody of this habit goes to, how they come, and how many of them convert. */
export const habits = [
  { places: ['sale', 'coupon', 'cart', 'outlet'], channel: 'email', converts: 0.5 },
  { places: ['blog', 'guide', 'video', 'webinar'], channel: 'search', converts: 0.1 },
  { places: ['login', 'invoice', 'ticket', 'manual'], channel: 'direct', converts: 0.05 },
] as const;

/** Journeys of people with one of the habits each; a quarter of the touches are anybody's. */
export function habitsLog(site: string, seed: number, people: number): EventRow[] {
  const random = randomFrom(seed);
  const anywhere = habits.flatMap(({ places }) => places);
  const one = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item;
  const rows: EventRow[] = [];
  let number = 0;
  for (let person = 0; person < people; person++) {
    const habit = one(habits);
    let at = start + random() * 60 * day;
    const channel = random() < 0.8 ? habit.channel : 'social';
    const touches = 3 + Math.floor(-4 * Math.log(1 - random()));
    const record = (place: string, type: 'touch' | 'conversion'): void => {
      number++;
      rows.push(
        plantedRow(
          {
            site_id: site,
            subject_id: `h${seed}-${person}`,
            at,
            seq: number,
            type,
            touchpoint: place,
            channel,
          },
          { number, seed, kind: 1 },
        ),
      );
    };
    for (let touch = 0; touch < touches; touch++) {
      record(random() < 0.75 ? one(habit.places) : one(anywhere), 'touch');
      at += 20_000 + random() * 900_000;
    }
    if (random() < habit.converts) record('thanks', 'conversion');
  }
  return rows;
}
