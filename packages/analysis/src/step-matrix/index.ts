import type { ReportTypes, StepMatrixParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { limitText } from '../base/limits.ts';
import { keepMostFrequent } from '../base/names.ts';
import { prepare } from '../base/prepare.ts';
import { numberNodes } from '../paths/node-numbers.ts';
import { ReportError } from '../report-error.ts';
import type { ReportContext } from '../reports.ts';
import { matrixRows } from './estimate.ts';
import { cellsSql, stepsOf } from './query.ts';
import type { CellRow } from './query.ts';

const definition = [
  'A path is the touches of one journey, person, visit or session in the order of time, sequence number and event id.',
  'A cell is the share of paths that are at a touchpoint at a step. Step 0 is the start, the end, or the first touch of a touchpoint; with a touchpoint, paths without it are left out.',
  'Before their first touch paths are at (start), after their last one they stay at their end: (converted), (abandoned), (silent) or (active) for journeys, (end) otherwise. Touchpoints that are not told apart are (other). Every step sums to all paths.',
  'Paths in (silent) and (active) are open: what they are at later steps is not known yet.',
  limitText,
  'Shares have 95 % Wilson score intervals.',
].join(' ');

/** Where paths are, step by step. See {@link definition}. */
export async function stepMatrix(
  parameters: StepMatrixParameters,
  context: ReportContext,
): Promise<ReportTypes['step-matrix']> {
  const startedAt = context.clock();
  const { unit, mergeRepeats, at, top } = parameters;
  const align = at === undefined ? parameters.align : 'touchpoint';
  if (align === 'touchpoint' && at === undefined) {
    throw new ReportError(
      'invalid_parameters',
      'The report step-matrix cannot be computed: at: is missing.',
      'Name the touchpoint of step 0 in at.',
      [{ parameter: 'at', message: 'is needed for align=touchpoint' }],
    );
  }
  const prepared = await prepare(parameters, context, {
    needsGap: true,
    mentioned: at === undefined ? [] : [at],
  });
  const { scope, names, query, warnings, population } = prepared;
  const kept = keepMostFrequent(prepared, top);
  const numbered = numberNodes(kept ?? [...names.keys()]);
  const shape = { unit, mergeRepeats, nodes: numbered.type, splitOpen: true };
  const steps = stepsOf({ align, steps: parameters.steps });
  const cells = await query<CellRow>(cellsSql(scope, shape, align), {
    steps,
    ...(at !== undefined && { at }),
    ...numbered.params,
  });
  const paths = cells.reduce((sum, cell) => sum + (cell.step === 0 ? cell.count : 0), 0);
  if (paths === 0 && population.people > 0) {
    warnings.push(`No path touches ${String(at)}: there is nothing to show.`);
  }
  const result = { unit, align, paths, steps, rows: matrixRows(cells, names, steps, paths) };
  return envelope(
    'step-matrix',
    definition,
    { ...parameters, align },
    context,
    prepared,
    startedAt,
    result,
  );
}
