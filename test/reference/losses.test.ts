import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bounded, Proportion, ReportName, ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchtrail, touchtrailJson } from '../command-line/run.ts';
import { eventsOf, expected, hasReference } from './folder.ts';
import { share as shareOf } from './oracle/base.ts';

if (hasReference) describe('losses and times as other tools tell them', suite);
else {
  test('losses and times have nothing to compare with', () => {
    console.warn('\n*** REFERENCE CASES OF LOSSES WERE NOT RUN: no reference folder.\n');
    expect(process.env['TOUCHTRAIL_REFERENCE'], 'is no folder').toBeUndefined();
  });
}

const within = (value: number | null | undefined, { low, high }: Bounded | Proportion) =>
  low !== null && high !== null && value != null && value >= low && value <= high;
const percent = (value: number | null | undefined) =>
  value == null ? '–' : `${(100 * value).toFixed(1)} %`;
const told = ({ low, high, ...rest }: Bounded | Proportion) =>
  `${percent('rate' in rest ? rest.rate : rest.value)} (${percent(low)} to ${percent(high)})`;
const day = 86_400_000;
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

const overlap = ([from, to]: [string, string], [since, until]: [string, string]) => {
  const both =
    Math.min(Date.parse(to), Date.parse(until)) - Math.max(Date.parse(from), Date.parse(since));
  const either =
    Math.max(Date.parse(to), Date.parse(until)) - Math.min(Date.parse(from), Date.parse(since));
  return (both + day) / (either + day);
};

/** Days drawn from a span, with the seed of the run. */
function drawnDays(count: number, from: number, to: number): string[] {
  let state = Number(process.env['TOUCHTRAIL_SEED'] ?? 20_261_122);
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return dateOf(from + Math.floor((state / 2 ** 32) * ((to - from) / day)) * day);
  });
}

interface Funnel {
  order: string;
  window_seconds: number;
  steps: string[];
  exclude?: string[];
  persons?: number[];
  persons_with_at_least_n_steps?: number[];
  average_seconds_from_previous?: (number | null)[];
  median_seconds_from_previous?: (number | null)[];
}

function suite(): void {
  let dataDir: string;
  let store: Store;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-losses-'));
    // Commands use the engine that runs on the directory.
    store = await openStore({ dataDir });
  });
  afterAll(async () => {
    await store?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function load(name: string): Promise<void> {
    await touchtrail(dataDir, 'site', 'add', name);
    await touchtrailJson(dataDir, 'import', eventsOf(name), '--site', name);
  }
  const report = <Name extends ReportName>(
    name: Name,
    site: string,
    parameters: Record<string, string | number>,
  ): Promise<ReportTypes[Name]> =>
    touchtrailJson<ReportTypes[Name]>(
      ...([dataDir, 'report', name, '--site', site] as const),
      ...Object.entries(parameters).flatMap(([key, value]) => ['--param', `${key}=${value}`]),
    );

  test('funnel-semantics: ordered, strict and unordered, exclusions and times', async () => {
    const known = await expected<{ cases: Record<string, Funnel | Funnel[]> }>('funnel-semantics');
    await load('funnel-semantics');
    const compared: string[] = [];
    for (const [name, value] of Object.entries(known.cases)) {
      for (const funnel of [value].flat()) {
        if (funnel.steps === undefined) continue;
        const { result } = await report('funnel', 'funnel-semantics', {
          steps: funnel.steps.join(','),
          window: `${funnel.window_seconds}s`,
          mode: funnel.order,
          exclude: (funnel.exclude ?? []).join(','),
          segment: JSON.stringify([{ field: 'props.case', value: name }]),
        });
        expect(
          result.steps.map((step) => step.reached),
          name,
        ).toEqual(funnel.persons ?? funnel.persons_with_at_least_n_steps);
        const seconds = (pick: 'p50' | 'mean') =>
          result.steps.map(({ timeFromPrevious: time }) =>
            time?.[pick] == null ? null : time[pick] / 1_000,
          );
        if (funnel.average_seconds_from_previous)
          expect(seconds('mean'), name).toEqual(funnel.average_seconds_from_previous);
        if (funnel.median_seconds_from_previous)
          expect(seconds('p50'), name).toEqual(funnel.median_seconds_from_previous);
        compared.push(`${name} ${funnel.order}`);
      }
    }
    // What is left of the file is odds of converting, not a funnel.
    expect(Object.keys(known.cases).filter((name) => !compared.join(' ').includes(name))).toEqual([
      'crude_odds',
    ]);
  });

  interface Survival {
    counts: { payment: number; collection: number; open_censored: number };
    times_days: number[];
    cif_payment: number[];
    cif_collection: number[];
    one_minus_kaplan_meier_payment_which_is_wrong_here: number[];
  }

  test('process-traffic-fines: payment while collection competes', async () => {
    const known = (await expected<{ survival: Survival }>('process-traffic-fines')).survival;
    await load('process-traffic-fines');
    const { result } = await report('time-to-convert', 'process-traffic-fines', {
      goal: 'Payment',
      since: 'Create Fine',
      ends: 'Send for Credit Collection',
      days: known.times_days.join(','),
      inactivityLimit: '3650d',
    });
    expect(result).toMatchObject({
      method: 'aalen-johansen',
      journeys: 10_000,
      converted: known.counts.payment,
      ended: known.counts.collection,
      abandoned: 0,
      open: known.counts.open_censored,
    });
    for (const [i, share] of result.at.entries()) {
      // The answers have four digits.
      expect(
        Math.abs((share.converted.value ?? -1) - (known.cif_payment[i] ?? 0)),
      ).toBeLessThanOrEqual(5e-5);
      expect(
        Math.abs((share.ended.value ?? -1) - (known.cif_collection[i] ?? 0)),
      ).toBeLessThanOrEqual(5e-5);
    }
    const wrong = known.one_minus_kaplan_meier_payment_which_is_wrong_here.at(-1) ?? 0;
    expect(wrong - (result.at.at(-1)?.converted.value ?? 0)).toBeGreaterThan(0.005);
  });

  interface Cut {
    journeys: number;
    /** Sent to collection within two and three years of the fine. */
    loss: ReportTypes['time-to-convert']['result']['at'][number]['ended'][];
    /** What a count of the fines in the data says instead. */
    naive: Proportion;
  }
  async function finesUntil(site: string, to?: string): Promise<Cut> {
    const { result } = await report('time-to-convert', site, {
      goal: 'Payment',
      since: 'Create Fine',
      ends: 'Send for Credit Collection',
      days: '730,1095',
      inactivityLimit: '3650d',
      ...(to !== undefined && { to }),
    });
    return {
      journeys: result.journeys,
      loss: result.at.map((share) => share.ended),
      naive: shareOf(result.ended, result.journeys),
    };
  }

  test('process-traffic-fines: cut at random days, final loss stays within its interval and the count does not', async () => {
    // The log sends fines to collection in one or two batches a year; each fine begins on a day of its
    // own here, so that a cut falls on every age. Within a fine nothing changes.
    const lines = (await readFile(eventsOf('process-traffic-fines'), 'utf8')).trim().split('\n');
    const [header = '', ...rows] = lines;
    const columns = header.trim().split(',');
    const [person, time] = [columns.indexOf('person_id'), columns.indexOf('timestamp')];
    const moved = new Map<string, number>();
    let state = 7;
    const shifted = rows.map((line) => {
      const cells = line.trim().split(',');
      const id = cells[person] ?? '';
      const at = Date.parse(cells[time] ?? '');
      const shift =
        moved.get(id) ??
        (() => {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          // Rows are in order: the first is the fine itself.
          return Date.UTC(2010, 0, 1) + Math.floor((state / 2 ** 32) * 1_500) * day - at;
        })();
      moved.set(id, shift);
      cells[time] = new Date(at + shift).toISOString();
      return cells.join(',');
    });
    const file = path.join(dataDir, 'fines-by-age.csv');
    await writeFile(file, [header.trim(), ...shifted].join('\n'));
    await touchtrail(dataDir, 'site', 'add', 'fines-by-age');
    await touchtrailJson(dataDir, 'import', file, '--site', 'fines-by-age');

    const whole = await finesUntil('fines-by-age');
    expect(whole.journeys).toBe(10_000);
    let moves = 0;
    const days = drawnDays(8, Date.UTC(2013, 6, 1), Date.UTC(2015, 0, 1));
    for (const to of days) {
      const cut = await finesUntil('fines-by-age', to);
      for (const index of [0, 1]) {
        const now = cut.loss[index] ?? { value: null, low: null, high: null };
        expect(within(whole.loss[index]?.value, now), `${to} ${told(now)}`).toBe(true);
      }
      expect(within(whole.naive.rate, cut.naive), `${to} ${told(cut.naive)}`).toBe(false);
      moves++;
      console.info(
        `fines until ${to}: final loss ${told(cut.loss[1] ?? cut.naive)}, whole ${percent(whole.loss[1]?.value)}; counted ${told(cut.naive)}, whole ${percent(whole.naive.rate)}`,
      );
    }
    expect(moves).toBe(8);
  });

  test('process-traffic-fines: the log as it is, cut at random days', async () => {
    const site = 'process-traffic-fines';
    const whole = await finesUntil(site);
    // By then fines of every age up to two years have been watched.
    for (const to of drawnDays(6, Date.UTC(2010, 2, 15), Date.UTC(2012, 2, 1))) {
      const cut = await finesUntil(site, to);
      const [two, three] = cut.loss;
      console.info(
        `fines of the log until ${to}: within two years ${told(two ?? cut.naive)}, whole ${percent(whole.loss[0]?.value)}; within three ${told(three ?? cut.naive)}, whole ${percent(whole.loss[1]?.value)}; counted ${told(cut.naive)}, whole ${percent(whole.naive.rate)}`,
      );
      expect(within(whole.loss[0]?.value, two ?? cut.naive), to).toBe(true);
    }
  });

  test('ecom-stories: the payment incident and the mobile checkout are found, and nothing else', async () => {
    const known = await expected<{
      planted_stories: { id: string; window?: [string, string]; segment?: { platform: string } }[];
    }>('ecom-stories');
    await load('ecom-stories');
    const asked = { goal: 'purchase', incidents: 'channel,props.platform' };
    const { result } = await report('drop-off', 'ecom-stories', asked);
    const incidents = result.incidents ?? [];
    const planted = (id: string) => {
      const story = known.planted_stories.find((entry) => entry.id === id);
      if (!story?.window) throw new Error(`no story ${id}`);
      return { ...story, window: story.window };
    };
    const payment = planted('payment_incident');
    const checkout = planted('checkout_bug');
    expect(incidents.map(({ touchpoint, segment }) => ({ touchpoint, segment }))).toEqual([
      { touchpoint: 'payment_details', segment: null },
      {
        touchpoint: 'shipping_details',
        segment: { field: 'props.platform', value: checkout.segment?.platform },
      },
    ]);
    for (const [index, story] of [payment, checkout].entries()) {
      const found = incidents[index];
      if (!found) throw new Error('not found');
      expect(overlap([found.from, found.to], story.window)).toBeGreaterThan(0.75);
      expect(found.q).toBeLessThanOrEqual(0.05);
      expect(found.difference.low).toBeGreaterThan(0.2);
      console.info(
        `${story.id} (${story.window.join(' to ')}): ${found.touchpoint} ${found.segment ? JSON.stringify(found.segment) : ''} ${found.from} to ${found.to}, lost ${told(found.inside)}, otherwise ${told(found.outside)}, q ${found.q.toPrecision(2)}`,
      );
    }
    // The same as a table.
    const table = await touchtrail(
      ...([dataDir, 'report', 'drop-off', '--site', 'ecom-stories', '--csv'] as const),
      '--param',
      `incidents=${asked.incidents}`,
      '--param',
      'goal=purchase',
    );
    expect(table.out.split('\n')[1]).toContain('payment_details');
  });
}
