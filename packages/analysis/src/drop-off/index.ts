import type { DropOffParameters, ReportTypes } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { keepMostFrequent } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import type { ReportContext } from '../reports.ts';
import { wilson } from '../stats/wilson.ts';
import { dropOffRows } from './estimate.ts';
import { countsSql, maxJudged } from './query.ts';
import type { DropOffCountRow } from './query.ts';

const definition = [
  'Hazard: touches followed by silence of at least the abandonment gap, of the touches that do not reach the goal and are at least that old at the end of the data. Censored: younger touches with nothing after them.',
  'Excess: abandonments observed minus those expected if this touchpoint were like all others at the same step of the journey (1, 2, 3, 4-5, 6-8, 9 and later); its 95 % interval combines the Wilson intervals of both sides (MOVER). The list is ranked by it.',
  'Drop-off: the Mantel-Haenszel odds ratio of abandonment against all other touchpoints, by step, has a 95 % interval above 1.2 and a false discovery rate (Benjamini-Hochberg) of at most 5 %; judged from 100 observed touches and 20 abandonments on. It is an association, not a cause.',
  'Returned: pauses that began here and ended in the same journey so far.',
  'Last touches of abandoned and of silent open journeys are shown and never rank: the most frequent last touch is often an innocent page.',
  limitText,
  'Shares have 95 % Wilson score intervals.',
].join(' ');

/** Where journeys break off. See {@link definition}. */
export async function dropOff(
  parameters: DropOffParameters,
  context: ReportContext,
): Promise<ReportTypes['drop-off']> {
  const startedAt = context.clock();
  const prepared = await prepare(parameters, context, { needsGap: true });
  const kept = keepMostFrequent(prepared, maxJudged);
  const counts = await prepared.query<DropOffCountRow>(
    countsSql(prepared.scope, kept !== undefined),
    kept && { kept },
  );
  const { rows, overall } = dropOffRows(counts, prepared.names);
  if (rows.length > 0 && rows.every((row) => row.verdict === 'too_few')) {
    prepared.warnings.push(
      'No touchpoint has the 100 observed touches and 20 abandonments that a verdict needs.',
    );
  }
  return envelope('drop-off', definition, parameters, context, prepared, startedAt, {
    abandonmentGapMs: prepared.abandonmentGapMs,
    overall: wilson(overall.abandoned, overall.observed),
    rows: rows.slice(0, parameters.top),
    touchpoints: rows.length,
  });
}
