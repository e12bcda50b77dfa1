import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchtrail, touchtrailJson } from '../command-line/run.ts';
import { eventsOf, expected, hasReference } from './folder.ts';

if (hasReference) describe('losses and times as other tools tell them', suite);
else {
  test('losses and times have nothing to compare with', () => {
    console.warn('\n*** REFERENCE CASES OF LOSSES WERE NOT RUN: no reference folder.\n');
    expect(process.env['TOUCHTRAIL_REFERENCE'], 'is no folder').toBeUndefined();
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
}
