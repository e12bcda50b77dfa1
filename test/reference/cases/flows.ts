import { readFile } from 'node:fs/promises';
import type { StepMatrixResult } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import type { Cases } from '../case-store.ts';
import { eventsOf, expected } from '../folder.ts';

const ours = (name: string) => name.replace('path_start', '(start)').replace('path_end', '(end)');

const key = ({ from, to }: { from: string; to: string }) => JSON.stringify([from, to]);

const ratesOf = ({ rows: found }: StepMatrixResult) =>
  Object.fromEntries(found.map((row) => [row.key, row.cells.map((cell) => cell.rate)]));

const listed = (rows: { path: string[] }[], count: (row: never) => number) =>
  rows.map((row) => `${count(row as never)} ${row.path.join(' > ')}`).toSorted();

/** Of an even number of cases that tool takes the upper of the two in the middle, type 7 their mean. */
async function sameMedian(name: string, median: number | null, upper: number): Promise<void> {
  const [header = '', ...lines] = (await readFile(eventsOf(name), 'utf8')).trim().split('\n');
  const columns = header.trim().split(',');
  const [person, timestamp] = [columns.indexOf('person_id'), columns.indexOf('timestamp')];
  const times = new Map<string, number[]>();
  for (const line of lines) {
    const cells = line.split(',');
    const id = cells[person] ?? '';
    times.set(id, [...(times.get(id) ?? []), Date.parse(cells[timestamp] ?? '')]);
  }
  const rising = [...times.values()]
    .map((list) => Math.max(...list) - Math.min(...list))
    .toSorted((a, b) => a - b);
  const [below = NaN, above = NaN] = rising.slice(rising.length / 2 - 1);
  expect(rising.length % 2).toBe(0);
  expect(above).toBe(upper * 1_000);
  expect(median).toBe((below + above) / 2);
}

/** Reports about paths as other tools tell them. */
export function flowCases({ load: imported, report: reported }: Cases): void {
  async function load(name: string): Promise<void> {
    expect((await imported(name)).rejected).toBe(0);
  }
  const report: Cases['report'] = (name, site, parameters) =>
    reported(name, site, { unit: 'person', ...parameters });

  interface Matrix {
    index: string[];
    matrix: number[][];
  }
  const cellsOf = ({ index, matrix }: Matrix): Map<string, number> =>
    new Map(
      matrix.flatMap((row, i) =>
        row.flatMap((value, j): [string, number][] =>
          value === 0
            ? []
            : [[JSON.stringify([ours(index[i] ?? ''), ours(index[j] ?? '')]), value]],
        ),
      ),
    );

  test('transition-step-tiny: sessions by id, difference of segments, matrices from both ends', async () => {
    const known = await expected<{
      by_person: { count: Matrix };
      by_session: { count: Matrix; proba_out: Matrix; paths: number; transitions: number };
      by_session_difference_US_minus_UK: Matrix;
      step_matrix_by_person: { steps: number[]; index: string[]; share_of_persons: number[][] };
      step_matrix_by_session_aligned_at_end: {
        steps: number[];
        index: string[];
        share_of_sessions: number[][];
      };
    }>('transition-step-tiny');
    const site = 'transition-step-tiny';
    await load(site);

    const people = await report('transitions', site, {});
    expect(new Map(people.result.edges.map((edge) => [key(edge), edge.count]))).toEqual(
      cellsOf(known.by_person.count),
    );
    const { result } = await report('transitions', site, { unit: 'session' });
    expect(result.paths).toBe(known.by_session.paths);
    expect(result.steps).toBe(known.by_session.transitions);
    expect(new Map(result.edges.map((edge) => [key(edge), edge.count]))).toEqual(
      cellsOf(known.by_session.count),
    );
    const shares = cellsOf(known.by_session.proba_out);
    expect(result.edges.length).toBe(shares.size);
    for (const edge of result.edges) {
      expect(edge.share.rate, key(edge)).toBeCloseTo(shares.get(key(edge)) ?? -1, 12);
    }

    const compared = await report('compare', site, {
      report: 'transitions',
      unit: 'session',
      segment: [{ field: 'props.country', value: 'US' }],
      compareSegment: [{ field: 'props.country', value: 'UK' }],
    });
    const differences = compared.result.figures
      .filter((entry) => entry.figure === 'count')
      .map((entry): [string, number] => [
        JSON.stringify([entry.row['from'], entry.row['to']]),
        (entry.a?.value ?? 0) - (entry.b?.value ?? 0),
      ])
      .filter(([, value]) => value !== 0);
    expect(new Map(differences)).toEqual(cellsOf(known.by_session_difference_US_minus_UK));

    const start = await report('step-matrix', site, { steps: 5 });
    const fromStart = known.step_matrix_by_person;
    expect(start.result.steps).toEqual(fromStart.steps);
    expect(ratesOf(start.result)).toEqual(
      Object.fromEntries(
        fromStart.index.map((name, at) => [ours(name), fromStart.share_of_persons[at]]),
      ),
    );
    const end = await report('step-matrix', site, { unit: 'session', align: 'end', steps: 5 });
    const fromEnd = known.step_matrix_by_session_aligned_at_end;
    expect(end.result.steps).toEqual(fromEnd.steps);
    expect(ratesOf(end.result)).toEqual(
      Object.fromEntries(
        fromEnd.index.map((name, at) => [ours(name), fromEnd.share_of_sessions[at]]),
      ),
    );
  });

  interface Process {
    cases: number;
    n_variants: number;
    variants: { path: string[]; count: number }[];
    rework_cases_per_activity: Record<string, number>;
    minimum_self_distances: Record<string, number>;
    case_duration_seconds: { min: number; max: number; mean: number; median: number };
    performance_dfg_seconds: { from: string; to: string; median: number }[];
    eventually_follows: { from: string; to: string; count: number }[];
  }

  test('process-running-example: variants, rework, loops, durations, pairs that follow', async () => {
    const known = await expected<Process>('process-running-example');
    await load('process-running-example');
    const { result } = await report('variants', 'process-running-example', {});
    expect(result.variantCount).toBe(known.n_variants);
    expect(listed(result.rows, (row: { paths: number }) => row.paths)).toEqual(
      listed(known.variants, (row: { count: number }) => row.count),
    );
    const reworked = result.rework.filter((row) => row.repeated.count > 0);
    expect(Object.fromEntries(reworked.map((row) => [row.touchpoint, row.repeated.count]))).toEqual(
      known.rework_cases_per_activity,
    );
    // That distance is what stands between: one less than the steps of the return.
    expect(
      Object.fromEntries(reworked.map((row) => [row.touchpoint, (row.shortestReturn ?? 0) - 1])),
    ).toEqual(known.minimum_self_distances);
    const seconds = known.case_duration_seconds;
    expect(result.duration).toMatchObject({ n: known.cases, min: seconds.min * 1_000 });
    expect(result.duration.max).toBe(seconds.max * 1_000);
    expect(result.duration.mean).toBeCloseTo(seconds.mean * 1_000, 3);
    await sameMedian('process-running-example', result.duration.p50, seconds.median);

    const map = await report('transitions', 'process-running-example', { eventually: true });
    const medians = new Map(map.result.edges.map((edge) => [key(edge), edge.lag?.p50]));
    for (const edge of known.performance_dfg_seconds) {
      expect(medians.get(key(edge)), key(edge)).toBe(edge.median * 1_000);
    }
    const pairs = map.result.eventually ?? [];
    expect(pairs.map((pair) => `${key(pair)} ${pair.count}`).toSorted()).toEqual(
      known.eventually_follows.map((pair) => `${key(pair)} ${pair.count}`).toSorted(),
    );
  });

  test('process-receipt: durations and every variant', async () => {
    const known = await expected<Process>('process-receipt');
    await load('process-receipt');
    const { result } = await report('variants', 'process-receipt', { top: 1_000 });
    expect(result.paths).toBe(known.cases);
    expect(result.rows.length).toBe(known.n_variants);
    expect(result.coverage.rate).toBe(1);
    const counts = new Map(result.rows.map((row) => [row.path.join(' > '), row.paths]));
    for (const variant of known.variants) {
      expect(counts.get(variant.path.join(' > '))).toBe(variant.count);
    }
    const seconds = known.case_duration_seconds;
    expect(result.duration.min).toBe(seconds.min * 1_000);
    expect(result.duration.max).toBe(seconds.max * 1_000);
    expect(result.duration.mean).toBeCloseTo(seconds.mean * 1_000, 3);
    await sameMedian('process-receipt', result.duration.p50, seconds.median);
  });
}
