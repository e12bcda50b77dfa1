import type { Proportion } from '@touchtrail/contract';
import { formatRate } from '../format/numbers.ts';
import { PlotRows } from './plot-rows.tsx';
import type { PlotRow } from './plot-rows.tsx';
import { shareDomain } from './scale.ts';

export interface ShareRow extends PlotRow {
  share: Proportion;
  /** `flagged` in the lost hue with a triangle beside its label. */
  weight: 'flagged' | 'plain';
  right: string;
}

/** Shares as bars from 0 with their 95 % intervals. */
export function ShareRows({ rows, ariaLabel }: { rows: readonly ShareRow[]; ariaLabel: string }) {
  return (
    <PlotRows
      rows={rows}
      ariaLabel={ariaLabel}
      domain={shareDomain(rows.map(({ share }) => share))}
      format={formatRate}
      labelMost={220}
      right={{ wide: 190, narrow: 64 }}
      rightText={({ share, right }, narrow) =>
        narrow ? formatRate(share.rate) : `${formatRate(share.rate)} · ${right}`
      }
      labelText={({ weight, label }) => (weight === 'flagged' ? `▲ ${label}` : label)}
      rowClass={({ weight }) => `share-row ${weight}`}
      mark={({ share, weight }, x) => (
        <>
          {share.rate !== null && (
            <rect
              class={`fill ${weight === 'flagged' ? 'lost' : 'neutral'}`}
              x={x(0)}
              y={-6}
              width={Math.max(1, x(share.rate) - x(0))}
              height={12}
              rx={2}
            />
          )}
          {share.low !== null && share.high !== null && (
            <path class="whisker" d={`M${x(share.low)},0H${x(share.high)}`} />
          )}
        </>
      )}
    />
  );
}
