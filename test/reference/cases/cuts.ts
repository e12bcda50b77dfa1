import { readFile } from 'node:fs/promises';
import type { Bounded } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import type { Cases } from '../case-store.ts';
import { eventsOf } from '../folder.ts';
import { share } from '../oracle/base.ts';

const site = 'process-traffic-fines';
const goal = 'Payment';
const day = 86_400_000;
const seed = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
/** Days the log is cut at; more with TOUCHTRAIL_CUTS. */
const cuts = Number(process.env['TOUCHTRAIL_CUTS'] ?? 6);
/** Silences after which a fine counts as lost, in days. */
const limits = [60, 180];

interface Touch {
  at: number;
  place: string;
}

async function fines(): Promise<Touch[][]> {
  const [header = '', ...lines] = (await readFile(eventsOf(site), 'utf8')).trim().split('\n');
  const columns = header.trim().split(',');
  const [person, time, place] = ['person_id', 'timestamp', 'touchpoint'].map((name) =>
    columns.indexOf(name),
  ) as [number, number, number];
  const people = new Map<string, Touch[]>();
  for (const line of lines) {
    const cells = line.trim().split(',');
    const id = cells[person] ?? '';
    const touch = { at: Date.parse(cells[time] ?? ''), place: cells[place] ?? '' };
    people.set(id, [...(people.get(id) ?? []), touch]);
  }
  return [...people.values()];
}

/** Pauses after a touchpoint that began before an instant: how many there are, and were lost at last. */
function pausesBefore(people: readonly Touch[][], place: string, until: number, limit: number) {
  let [all, lost, back] = [0, 0, 0];
  for (const touches of people) {
    for (const [index, touch] of touches.entries()) {
      const next = touches[index + 1];
      if (touch.place !== place || touch.at >= until || next?.at === touch.at) continue;
      all++;
      if (next === undefined || next.at - touch.at > limit) lost++;
      if (next !== undefined && next.at < until && next.at - touch.at <= limit) back++;
    }
  }
  return { all, lost, back };
}

const within = (value: number, { low, high }: { low: number | null; high: number | null }) =>
  low !== null && high !== null && value >= low && value <= high;

/** Cutting a log leaves its final losses within their intervals. */
export function cutCases({ load, report }: Cases): void {
  test(`process-traffic-fines: final loss of the same pauses stays within its interval, the count does not (TOUCHTRAIL_SEED=${seed})`, async () => {
    await load(site);
    const people = await fines();
    const starts = people.map((touches) => touches[0]?.at ?? Infinity);
    const [first, last] = [Math.min(...starts), Math.max(...starts)];
    let state = seed >>> 0;
    const drawn = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    let [compared, held, counted] = [0, 0, 0];
    for (const limit of limits.map((days) => days * day)) {
      // Before then nothing was watched as long as the limit; afterwards no fine is new, and none is open.
      const from = first + limit + 30 * day;
      const days = Array.from({ length: cuts }, () => from + drawn() * (last - from));
      const asked = days.map((to) =>
        report('drop-off', site, {
          goal,
          to: new Date(Math.floor(to / day) * day).toISOString(),
          inactivityLimit: `${limit / day}d`,
          abandonmentGap: '12h',
        }),
      );
      for (const { result, parameters } of await Promise.all(asked)) {
        const to = parameters.to ?? 0;
        for (const row of result.rows) {
          const { all, lost, back } = pausesBefore(people, row.touchpoint, to, limit);
          const loss: Bounded = row.finalLoss;
          // Too few to tell, or nothing was watched for as long as the limit.
          if (row.hazard.count < 100 || loss.value === null) continue;
          // What a count of the same pauses says: whoever is not back is lost.
          const count = share(all - back, all);
          compared++;
          if (within(lost / all, loss)) held++;
          if (within(lost / all, count)) counted++;
        }
      }
    }
    console.info(
      `fines cut at ${cuts} days, limits of ${limits.join(' and ')} days: of ${compared} final losses ${held} hold what became of the same pauses, of counts ${counted}`,
    );
    expect(compared).toBeGreaterThan(2 * cuts);
    expect(held / compared).toBeGreaterThanOrEqual(0.9);
    expect(counted / compared).toBeLessThan(0.8);
  });
}
