import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';
import { judge, total } from './judge.ts';
import { plan, randomBy } from './plan.ts';
import { walk } from './walk.ts';
import type { Walk } from './walk.ts';

const events = Number(process.env['TOUCHTRAIL_WALK_EVENTS'] ?? 400);
const seed = Number(process.env['TOUCHTRAIL_WALK_SEED'] ?? Date.now() % 1_000_000);
/** Events of one visitor; each has a seed of their own, the first one's is printed. */
const perVisitor = 100;
const atOnce = 3;

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => {
  await rig?.close();
});

const batch = (ids: string[], at: number, status = 202) => ({
  ids,
  at,
  status,
  reached: true,
  refused: [] as string[],
});

test('the model sees what is lost, what is stored twice, and what went after a withdrawal', () => {
  const page = {} as never;
  const event = (id: string, at: number) => ({ id, name: 'n', at, page });
  const history = {
    tracked: [event('a', 100), event('b', 200), event('c', 5_000), event('d', 9_995)],
    posted: [batch(['a', 'c'], 300), batch(['c'], 6_000, 0), batch(['b'], 9_000)],
    killed: new Map([[page, 10_000]]),
    withdrawals: [{ from: 900, to: 1_000 }],
  };
  const stored = new Map([
    ['b', 1],
    ['c', 2],
  ]);
  expect(judge(history, stored)).toMatchObject({
    missing: ['n (a) though acknowledged'],
    twice: ['n (c)'],
    afterWithdrawal: ['n (b)'],
    tooLate: 1,
    copies: 4,
    arrived: 3,
    unanswered: 1,
  });
  const refused = { ...history, posted: [{ ...batch(['a'], 300), refused: ['a why'] }] };
  expect(judge(refused, stored).missing).toContain('n (a) refused: why');
  const overtaken = { ...history, posted: [{ ...batch(['a'], 300), refused: ['a withdrawn'] }] };
  expect(judge(overtaken, stored).missing.filter((one) => one.includes('(a)'))).toEqual([]);
  const lost = { ...history, posted: [], killed: new Map(), withdrawals: [] };
  expect(judge(lost, new Map()).missing).toHaveLength(4);
});

test('a seed replays its steps', () => {
  expect([...plan(randomBy(7), 200)]).toEqual([...plan(randomBy(7), 200)]);
  expect([...plan(randomBy(7), 200)]).not.toEqual([...plan(randomBy(8), 200)]);
});

test(
  `${events} events by chance, seed ${seed}: each is stored exactly once`,
  { timeout: 120_000 + events * 300, retry: 0 },
  async () => {
    const visitors = Math.ceil(events / perVisitor);
    const seeds = Array.from({ length: visitors }, (_, index) => seed + index);
    const walks: Walk[] = [];
    const next = async (): Promise<void> => {
      for (let own = seeds.shift(); own !== undefined; own = seeds.shift()) {
        walks.push(await walk(rig, own, Math.min(perVisitor, events)));
      }
    };
    const started = Date.now();
    await Promise.all(Array.from({ length: atOnce }, next));
    const sum = total(walks.map(({ verdict }) => verdict));
    const steps = walks
      .flatMap((one) => one.steps)
      .reduce<Record<string, number>>((count, step) => {
        count[step.do] = (count[step.do] ?? 0) + 1;
        return count;
      }, {});
    const perEvent = (count: number) => (count / Math.max(1, sum.arrived)).toFixed(3);
    console.table({
      seed,
      visitors,
      seconds: Math.round((Date.now() - started) / 1_000),
      tracked: sum.tracked,
      'missing (0)': sum.missing.length,
      'stored twice (0)': sum.twice.length,
      'sent after withdrawal (0)': sum.afterWithdrawal.length,
      'withdrawn before sent': sum.withdrawn,
      'killed within 10 ms': sum.tooLate,
      'copies per event (goal 1.05)': perEvent(sum.copies),
      'the same without answers lost on purpose': perEvent(sum.copies - sum.unanswered),
      ...steps,
    });
    for (const one of walks) {
      const { missing, twice, afterWithdrawal } = one.verdict;
      if (missing.length + twice.length + afterWithdrawal.length === 0) continue;
      console.log(
        `TOUCHTRAIL_WALK_SEED=${one.seed} TOUCHTRAIL_WALK_EVENTS=${perVisitor} replays this:`,
        one.steps
          .map(
            ({ do: what, ...details }) =>
              `${what} ${Object.values(details)
                .map((v) => JSON.stringify(v))
                .join(' ')}`,
          )
          .join('; '),
        { missing, twice, afterWithdrawal, since: one.since },
      );
    }
    expect(sum.missing).toEqual([]);
    expect(sum.twice).toEqual([]);
    expect(sum.afterWithdrawal).toEqual([]);
    // What is done while consent is withdrawn is not tracked; most of it is.
    expect(sum.tracked).toBeGreaterThan(events / 2);
  },
);
