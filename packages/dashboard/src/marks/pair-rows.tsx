import type { Proportion } from '@touchtrail/contract';
import { formatRate } from '../format/numbers.ts';
import { PlotRows } from './plot-rows.tsx';
import type { PlotRow } from './plot-rows.tsx';
import { shareDomain } from './scale.ts';
import type { Scale } from './scale.ts';

export interface PairRow extends PlotRow {
  /** A filled diamond. */
  a: Proportion;
  /** A hollow dot. */
  b: Proportion;
  right: string;
}

const range = ({ low, high }: Proportion, x: Scale, dy: number) =>
  low === null || high === null ? null : (
    <line class="range" x1={x(low)} x2={x(high)} y1={dy} y2={dy} />
  );

/** Two shares a row with their 95 % intervals, one above the other on one axis from 0. */
export function PairRows({ rows, ariaLabel }: { rows: readonly PairRow[]; ariaLabel: string }) {
  return (
    <PlotRows
      rows={rows}
      ariaLabel={ariaLabel}
      domain={shareDomain(rows.flatMap(({ a, b }) => [a, b]))}
      format={formatRate}
      rowHeight={34}
      right={{ wide: 80, narrow: 80 }}
      rightText={(row) => row.right}
      rowClass={() => 'pair-row'}
      mark={({ a, b }, x) => (
        <>
          <g class="a">
            {range(a, x, -5)}
            {a.rate !== null && <path class="mark" d={`M${x(a.rate)},-10l5,5l-5,5l-5,-5z`} />}
          </g>
          <g class="b">
            {range(b, x, 6)}
            {b.rate !== null && <circle cx={x(b.rate)} cy={6} r={4} />}
          </g>
        </>
      )}
    />
  );
}
