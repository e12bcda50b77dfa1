import { setImmediate as breathe } from 'node:timers/promises';
import type { RunSql } from '@touchtrail/contract';
import type { Params } from '../base/scope.ts';
import type { Scope } from '../base/scope.ts';
import type { InSteps } from '../stats/in-steps.ts';
import { modelSteps } from './estimate.ts';
import type { Judged } from './estimate.ts';
import { patternsSql, screenSql, waysSql } from './query.ts';
import type { Likeness, Parting, PatternRow, ScreenRow, WayRow } from './query.ts';
import { screen } from './screen.ts';

/** Random groups of people: errors within one are not taken as independent. */
const clusters = 250;
/** Rows of ways that are read at most. */
const mostWays = 150_000;
/** Entry channels whose ways are told apart at most. */
const mostEntries = 8;

const weekMs = 7 * 86_400_000;
const mostStretches = 26;

/** Length of the calendar stretches that the model tells apart, ms: weeks, or fewer longer ones. */
export const stretchOf = (spanMs: number): number =>
  Math.max(weekMs, Math.ceil(spanMs / mostStretches));

type Query = <Row>(sql: string, params: Params) => Promise<Row[]>;

interface Asked {
  query: Query;
  scope: Scope;
  parting?: Parting;
  /** By what journeys are compared; by their entry channel alone when left out. */
  likeness?: Likeness;
  /** Hashes of what is judged, as text. */
  judged: readonly string[];
  /** Values that all statements share. */
  shared: Params;
  /** Rows that the model is fitted on at most. */
  modelRows: number;
  /** Told each statement that is asked. */
  note?: (run: RunSql) => void;
}

/** What the counts say, and the joint model where there is one. */
export interface Judgement extends ReturnType<typeof screen> {
  /** Of what the model is of, in the order of its numbers. */
  ids: string[];
  fitted: Judged | null;
  /** Share of people that the model is fitted on. */
  share: number;
}

/** Entry channels whose ways are told apart: the most frequent, as long as few rows are read. */
function entriesToldApart(rows: readonly ScreenRow[], judged: number): string[] {
  const touches = new Map<string, number>();
  for (const row of rows) {
    if (row.id === '') touches.set(row.entry, (touches.get(row.entry) ?? 0) + row.touches);
  }
  const most = Math.floor(mostWays / (2 * judged * judged)) - 1;
  return [...touches]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, Math.min(mostEntries, Math.max(0, most)))
    .map(([entry]) => entry);
}

/** Goes through the steps; between them the process answers others. */
async function inTurns<Result>(steps: InSteps<Result>): Promise<Result> {
  let step = steps.next();
  while (!step.done) {
    await breathe();
    step = steps.next();
  }
  return step.value;
}

/** Screens what is to be judged, and fits the joint model of all that has enough evidence. */
export async function judge(asked: Asked): Promise<Judgement> {
  const { query, scope, parting, likeness, judged, modelRows, note } = asked;
  const shared = { ...asked.shared, ...likeness?.params };
  const ask = <Row>(what: RunSql['what'], sql: string, params: Params): Promise<Row[]> => {
    note?.({ what, sql, parameters: { ...scope.params, ...params } });
    return query<Row>(sql, params);
  };
  const rows = await ask<ScreenRow>('screen', screenSql(scope, parting, likeness), {
    ...shared,
    judged,
  });
  const { all, byId } = screen(rows, likeness?.byEntry);
  const ids = judged.filter((id) => byId.get(id)?.missing === null);
  const share = Math.min(1, modelRows / Math.max(1, all.touches));
  if (ids.length === 0) return { all, byId, ids, fitted: null, share };
  const drawn = {
    ...shared,
    judgedIds: ids,
    entries: entriesToldApart(rows, ids.length),
    share: Math.ceil(share * 1_000_000),
  };
  const patterns = await ask<PatternRow>(
    'patterns',
    patternsSql(scope, clusters, parting, likeness),
    drawn,
  );
  const steps = await ask<WayRow>('ways', waysSql(scope, parting, likeness), drawn);
  const fitted =
    patterns.length > 0 ? await inTurns(modelSteps(patterns, steps, ids.length)) : null;
  return { all, byId, ids, fitted, share };
}
