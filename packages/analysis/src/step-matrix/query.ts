import type { StepMatrixParameters } from '@touchtrail/contract';
import type { Scope } from '../base/scope.ts';
import { nodeIds } from '../paths/node-ids.ts';
import { nodeIdSql, nodeNumberSql } from '../paths/node-numbers.ts';
import { pathRows } from '../paths/rows.ts';
import type { PathShape } from '../paths/rows.ts';

/** Paths at a step, counted by where they are. */
export interface CellRow {
  step: number;
  id: string;
  count: number;
}

/** Position of step 0 in a path; 0 where the path has none. */
const anchorSql = ({ nodes }: PathShape): Record<StepMatrixParameters['align'], string> => ({
  start: 'toInt64(0)',
  end: 'toInt64(length(pk)) + 1',
  touchpoint: `toInt64(indexOf(pk, ${nodeNumberSql('{at:String}', nodes)}))`,
});

/** The steps that are shown. */
export const stepsOf = ({
  align,
  steps,
}: Pick<StepMatrixParameters, 'align' | 'steps'>): number[] => {
  const from = align === 'start' ? 0 : -steps;
  const to = align === 'end' ? 0 : steps;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
};

/**
 * Where every path is at every step: before its first touch at the start, after its last at its end. The
 * steps are cut out of each path first, because joining them to whole paths copied the path for each.
 */
export const cellsSql = (
  scope: Scope,
  shape: PathShape,
  align: StepMatrixParameters['align'],
): string => `
  SELECT step, ${nodeIdSql('place')} AS id, count() AS count
  FROM (
    SELECT
      ${anchorSql(shape)[align]} AS anchor,
      length({steps:Array(Int16)}) AS wanted, anchor + {steps:Array(Int16)}[1] AS first,
      greatest(0, least(toInt64(wanted), 1 - first)) AS before,
      arrayResize(
        arrayConcat(
          arrayResize(CAST([], 'Array(${shape.nodes})'), before, to${shape.nodes}(${nodeIds.start})),
          arraySlice(pk, greatest(1, first), wanted - before)
        ),
        wanted, ending
      ) AS places
    FROM ${pathRows(scope, shape)}
    WHERE ${align === 'touchpoint' ? 'anchor > 0' : 'true'}
  )
  ARRAY JOIN places AS place, {steps:Array(Int16)} AS step
  GROUP BY step, place`;
