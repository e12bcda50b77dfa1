import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchtrail, touchtrailJson } from '../command-line/run.ts';
import { eventsOf, expected, hasReference } from './folder.ts';

interface Shop {
  totals: { events: number; persons: number; touchpoints: number };
  transitions_count: { from: string; to: string; v: number }[];
  funnel_ordered_no_window: { steps: string[]; persons: number[] };
}
interface Process {
  cases: number;
  events: number;
  dfg: { from: string; to: string; count: number }[];
  variants: { path: string[]; count: number }[];
}

/** Variants as sorted text. */
const inOrder = (variants: readonly { path: string[]; count: number }[]) =>
  variants.map(({ path: steps, count }) => `${count}: ${steps.join(' > ')}`).toSorted();

/** Transitions as sorted text, so that a difference is readable. */
const listed = (edges: readonly { from: string; to: string; count: number }[]) =>
  edges.map(({ from, to, count }) => `${from} > ${to}: ${count}`).toSorted();

function suite(): void {
  let dataDir: string;
  let store: Store;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-reference-cli-'));
    // Commands use the engine that runs on the directory.
    store = await openStore({ dataDir });
  });
  afterAll(async () => {
    await store?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function load(name: string): Promise<{ imported: number; alreadyThere: number }> {
    await touchtrail(dataDir, 'site', 'add', name);
    return touchtrailJson(dataDir, 'import', eventsOf(name), '--site', name);
  }
  const paths = (name: string) =>
    touchtrailJson<ReportTypes['paths']>(
      ...([dataDir, 'report', 'paths', '--site', name, '--unit', 'person'] as const),
    );

  test('ecom-stories: every transition and the funnel, and a second import adds nothing', async () => {
    const known = await expected<Shop>('ecom-stories');
    expect(await load('ecom-stories')).toMatchObject({
      imported: known.totals.events,
      alreadyThere: 0,
    });
    expect(await load('ecom-stories')).toMatchObject({
      imported: 0,
      alreadyThere: known.totals.events,
    });
    const report = await paths('ecom-stories');
    expect(report.population).toMatchObject({
      people: known.totals.persons,
      touches: known.totals.events,
    });
    expect(listed(report.result.transitions)).toEqual(
      listed(
        known.transitions_count.map(({ from, to, v }) => ({
          from: from === 'path_start' ? '(start)' : from,
          to: to === 'path_end' ? '(end)' : to,
          count: v,
        })),
      ),
    );
    const { steps, persons } = known.funnel_ordered_no_window;
    const funnel = await touchtrailJson<ReportTypes['funnel']>(
      ...([dataDir, 'report', 'funnel', '--site', 'ecom-stories'] as const),
      '--steps',
      steps.join(','),
      '--window',
      'none',
    );
    expect(funnel.result.steps.map(({ reached }) => reached)).toEqual(persons);
  });

  test('process-running-example: directly-follows and variants', async () => {
    const known = await expected<Process>('process-running-example');
    expect(await load('process-running-example')).toMatchObject({ imported: known.events });
    const { result } = await paths('process-running-example');
    expect(
      listed(result.transitions.filter(({ from, to }) => from !== '(start)' && to !== '(end)')),
    ).toEqual(listed(known.dfg));
    expect(result.variantCount).toBe(known.variants.length);
    expect(inOrder(result.variants)).toEqual(inOrder(known.variants));
  });
}

if (hasReference) describe('the command line answers as other tools did', suite);
else {
  test('the command line has nothing to compare with', () => {
    console.warn(
      '\n*** 2 REFERENCE CASES OF THE COMMAND LINE WERE NOT RUN: no reference folder.\n',
    );
    expect(process.env['TOUCHTRAIL_REFERENCE'], 'is no folder').toBeUndefined();
  });
}
