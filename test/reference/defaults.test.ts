import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, observe, quantile } from './oracle/base.ts';
import type { OracleSettings } from './oracle/base.ts';
import { logSites } from './oracle/harness.ts';
import { day, hour, logArbitrary, settings } from './oracle/log.ts';
import type { LogTouch } from './oracle/log.ts';

const { load, report } = logSites();

const seed = 20_261_124;
const base: OracleSettings = {
  ...settings,
  subject: 'person',
  isGoal: (touch) => touch.type === 'conversion',
};

const sample = (least: number) => {
  const logs = fc.sample(logArbitrary, { seed, numRuns: 100 });
  const log = logs.find((touches) => touches.length >= least);
  if (!log) throw new Error('no generated log is long enough');
  return log;
};

const one = (id: number, fields: Partial<LogTouch>): LogTouch => ({
  id,
  ts: Date.UTC(2026, 3, 1) + id * 1_000,
  seq: 0,
  type: 'touch',
  place: 'home',
  channel: 'web',
  medium: '',
  device: '',
  user: '',
  account: '',
  value: 0,
  ...fields,
});

describe('settings found from the data, and what is left out', () => {
  test('the abandonment gap is the 0.95 quantile of the gaps under a day', async () => {
    const log = sample(45);
    const { people } = observe(log, base);
    const gaps = people.flatMap(({ touches }) =>
      touches.slice(1).map((touch, index) => touch.ts - at(touches, index).ts),
    );
    const short = gaps.filter((gap) => gap < day);
    expect(short.length).toBeGreaterThanOrEqual(20);
    const site = await load(log);
    const found = await report('drop-off', site, { abandonmentGap: undefined, visitGap: 1 });
    expect(found.result.abandonmentGapMs).toBe(Math.round(quantile(short, 0.95) ?? NaN));
    expect(found.parameters.abandonmentGap).toBe(found.result.abandonmentGapMs);
    const floored = await report('drop-off', site, { abandonmentGap: undefined, visitGap: '23h' });
    expect(floored.result.abandonmentGapMs).toBe(23 * hour);
    const capped = await report('drop-off', site, {
      abandonmentGap: '3d',
      inactivityLimit: '2d',
    });
    expect(capped.result.abandonmentGapMs).toBe(2 * day);
    expect(capped.warnings.join(' ')).toContain('over the inactivity limit');
  });

  test('a gap of their own for some touches: given, learned, or that of all', async () => {
    const logs = fc.sample(logArbitrary, { seed, numRuns: 100 }).filter((own) => own.length > 35);
    const log = logs.slice(0, 6).flatMap((own, n) =>
      own.map((touch) => ({
        ...touch,
        id: n * 1_000 + touch.id,
        device: `${n} ${touch.device}`,
        user: touch.user && `${n} ${touch.user}`,
      })),
    );
    const site = await load(log);
    const after = observe(log, base).people.flatMap(({ touches }) =>
      touches.slice(1).flatMap((touch, index) => {
        const before = at(touches, index);
        const gap = touch.ts - before.ts;
        return before.channel === 'store' && gap < day ? [gap] : [];
      }),
    );
    expect(after.length).toBeGreaterThanOrEqual(20);
    const asked = { visitGap: 1, abandonmentGaps: 'email=10m,analog=auto,phase:use=auto,phone=9d' };
    const { assumptions, parameters, result } = await report('re-entry', site, asked);
    const learned = Math.round(quantile(after, 0.95) ?? NaN);
    expect(assumptions).toEqual([
      { name: 'abandonmentGap', ms: settings.abandonmentGap, from: 'given' },
      { name: 'inactivityLimit', ms: settings.inactivityLimit, from: 'given' },
      { name: 'abandonmentGap', of: 'email', ms: 600_000, from: 'given' },
      // Never over the inactivity limit.
      { name: 'abandonmentGap', of: 'phone', ms: settings.inactivityLimit, from: 'given' },
      // No touch is in that phase: nothing to learn from.
      { name: 'abandonmentGap', of: 'phase:use', ms: settings.abandonmentGap, from: 'default' },
      { name: 'abandonmentGap', of: 'analog', ms: learned, from: 'data' },
    ]);
    const again = await report('re-entry', site, parameters);
    expect(again.result).toEqual(result);
    const same = { visitGap: 1, abandonmentGaps: { email: '10m', analog: learned } };
    expect((await report('re-entry', site, same)).result).toEqual(result);
    await expect(report('re-entry', site, { abandonmentGaps: 'shop=1h' })).rejects.toMatchObject({
      code: 'invalid_parameters',
    });
  });

  test('few gaps: the visit gap, with a warning', async () => {
    const site = await load(sample(1).slice(0, 5));
    const { result, warnings } = await report('re-entry', site, { abandonmentGap: undefined });
    expect(result.abandonmentGapMs).toBe(settings.visitGap);
    expect(warnings.join(' ')).toContain('abandonment gap is the visit gap');
  });

  test('a device of two users stays on its own and is counted', async () => {
    const site = await load([
      one(1, { device: 'shared' }),
      one(2, { device: 'shared', user: 'ann' }),
      one(3, { device: 'shared', user: 'ben' }),
      one(4, { device: 'own' }),
      one(5, { device: 'own', user: 'ann' }),
    ]);
    const { population } = await report('paths', site, { unit: 'person' });
    expect(population.people).toBe(3);
    expect(population.excluded).toEqual([
      { why: 'devices seen with several users: kept as people of their own', count: 1 },
    ]);
  });

  test('touches without an account are left out of accounts and counted', async () => {
    const site = await load([
      one(1, { device: 'a' }),
      one(2, { device: 'a', account: 'acme' }),
      one(3, { user: 'b', account: 'acme' }),
    ]);
    const { population } = await report('journeys', site, { subject: 'account' });
    expect(population).toMatchObject({ people: 1, touches: 2 });
    expect(population.excluded).toEqual([{ why: 'touches without an account', count: 1 }]);
  });

  test('names that look like code are names', async () => {
    const odd = [`it's "x" \\ {y:String}`, `a\tb`, `'); DROP TABLE events --`, 'ünï ✓ 漢'];
    const log = odd.map((place, index) => one(index + 1, { place, device: 'd' }));
    const site = await load(log);
    const funnel = await report('funnel', site, { steps: odd, goal: [odd[3]] });
    expect(funnel.result.steps.map((step) => step.reached)).toEqual([1, 1, 1, 1]);
    expect(funnel.warnings.filter((warning) => warning.startsWith('No touch'))).toEqual([]);
    for (const [index, value] of odd.entries()) {
      const { result, population } = await report('paths', site, {
        startAt: value,
        segment: [{ field: 'touchpoint', value }],
      });
      expect(population.people).toBe(1);
      expect(result.variants.map((variant) => variant.path)).toEqual([odd.slice(index)]);
    }
  });

  test('a window ends with its last millisecond', async () => {
    const site = await load([
      one(1, { device: 'in', place: 'cart', ts: Date.UTC(2026, 3, 1) }),
      one(2, { device: 'in', place: 'pay', ts: Date.UTC(2026, 3, 1) + hour }),
      one(3, { device: 'out', place: 'cart', ts: Date.UTC(2026, 3, 1) }),
      one(4, { device: 'out', place: 'pay', ts: Date.UTC(2026, 3, 1) + hour + 1 }),
    ]);
    const { result } = await report('funnel', site, { steps: 'cart,pay', window: '1h' });
    expect(result.steps.map((step) => step.reached)).toEqual([2, 1]);
    expect(result.steps[0]).toMatchObject({ lost: 1, stillOpen: 0 });
    const longer = await report('funnel', site, { steps: 'pay,cart', window: '1h' });
    // The end of the data lies inside the windows that began with the last touches.
    expect(longer.result.steps[0]).toMatchObject({ reached: 2, lost: 0, stillOpen: 2 });
  });

  test('a touchpoint nobody touched is named, with what may have been meant', async () => {
    const site = await load([one(1, { device: 'd', place: 'checkout' })]);
    const { warnings, result } = await report('funnel', site, { steps: 'chekout,thanks' });
    expect(warnings).toContain('No touch of "chekout" in this range; nearest: checkout.');
    expect(warnings).toContain('No touch of "thanks" in this range.');
    expect(result.steps.map((step) => step.reached)).toEqual([0, 0]);
    expect(result.conversion.rate).toBeNull();
  });

  test('many touchpoints: the rarest are one node, tables are cut, sums stay whole', async () => {
    const log = Array.from({ length: 900 }, (_, index) =>
      one(index + 1, {
        device: `d${index % 44}`,
        place: index % 3 === 0 ? 'home' : `page-${index}`,
        ts: Date.UTC(2026, 3, 1) + index * hour,
      }),
    );
    const site = await load(log);
    const { result, warnings } = await report('paths', site, {});
    expect(warnings.join(' ')).toContain('Of 601 touchpoints the 250 most frequent');
    const from = result.transitions.filter((move) => move.from === '(other)');
    expect(from.length).toBeGreaterThan(0);
    expect(result.nodes.find((node) => node.touchpoint === '(other)')?.touches).toBe(351);
    expect(result.nodes.reduce((sum, node) => sum + node.touches, 0)).toBe(
      result.variants.reduce((sum, variant) => sum + variant.length * variant.count, 0),
    );
    const full = await report('re-entry', site, { horizon: '9d', top: 1_000 });
    const cut = await report('re-entry', site, { horizon: '9d', top: 3 });
    expect(full.result.rows.length).toBeGreaterThan(100);
    expect(cut.result.rows).toHaveLength(3);
    const share = (rows: typeof full.result.rows) =>
      rows.find((row) => row.from === 'home')?.share.of;
    expect(share(cut.result.rows)).toBe(share(full.result.rows));
    expect(cut.result.points.map((point) => point.returns)).toEqual(
      full.result.points.slice(0, 3).map((point) => point.returns),
    );
    expect({ ...cut.result, rows: 0, points: 0, leaving: 0 }).toEqual({
      ...full.result,
      rows: 0,
      points: 0,
      leaving: 0,
    });
  });
});
