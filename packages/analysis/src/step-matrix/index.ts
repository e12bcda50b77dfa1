import type { ReportTypes, StepMatrixParameters } from '@touchtrail/contract';
import { envelope } from '../base/envelope.ts';
import { prepare } from '../base/prepare.ts';
import { cannotCompute } from '../base/refusals.ts';
import { pathNodes } from '../paths/left-out.ts';
import type { ReportContext } from '../reports.ts';
import { matrixRows } from './estimate.ts';
import { cellsSql, stepsOf } from './query.ts';
import type { CellRow } from './query.ts';
import { definition, say } from './words.ts';

/** Where paths are, step by step. See {@link definition}. */
export async function stepMatrix(
  parameters: StepMatrixParameters,
  context: ReportContext,
): Promise<ReportTypes['step-matrix']> {
  const startedAt = context.clock();
  const { unit, mergeRepeats, at, top, exclude } = parameters;
  const align = at === undefined ? parameters.align : 'touchpoint';
  if (align === 'touchpoint' && at === undefined) {
    throw cannotCompute(
      'step-matrix',
      [{ parameter: 'at', message: say('is needed for align=touchpoint') }],
      say('Name the touchpoint of step 0 in at.'),
    );
  }
  const prepared = await prepare(parameters, context, {
    needsGap: true,
    mentioned: at === undefined ? exclude : [at, ...exclude],
  });
  const { scope, names, query, warnings, population } = prepared;
  const told = await pathNodes(prepared, top, parameters);
  const shape = { unit, mergeRepeats, ...told.shape, splitOpen: true };
  const steps = stepsOf({ align, steps: parameters.steps });
  const cells = await query<CellRow>(cellsSql(scope, shape, align), {
    steps,
    ...(at !== undefined && { at }),
    ...told.params,
  });
  const paths = cells.reduce((sum, cell) => sum + (cell.step === 0 ? cell.count : 0), 0);
  if (paths === 0 && population.people > 0) {
    warnings.push(say('No path touches {at}: there is nothing to show.', { at: String(at) }));
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
