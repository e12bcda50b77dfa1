import type { ReportTypes } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { site } from '../../app/state.ts';
import { formatCount, formatInterval, formatRate, formatSigned } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { IntervalRows } from '../../marks/interval-rows.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { PopulationLine } from '../../ui/population-line.tsx';
import { Share } from '../../ui/share.tsx';
import { lossRow, verdictWords } from './loss-row.ts';

const firstRows = 14;

/** Where journeys break: every touchpoint against all others at the same step. */
export function Losses({ report }: { report: ReportTypes['drop-off'] }) {
  const [all, setAll] = useState(false);
  const { rows, overall, abandonmentGapMs, touchpoints } = report.result;
  return (
    <Figure
      title="Where journeys break"
      note={
        <>
          After any touch, {formatRate(overall.rate)} ({formatInterval(overall)}) go silent for more
          than {formatDuration(abandonmentGapMs)} without converting. The dots say how many
          abandonments each touchpoint has beyond that of others at the same step.
        </>
      }
      legend={
        <ul class="legend">
          <li>
            <i class="dot flagged" aria-hidden="true" /> drop-off point
          </li>
          <li>
            <i class="dot plain" aria-hidden="true" /> small, uncertain, or less than expected
          </li>
          <li>
            <i class="dot faint" aria-hidden="true" /> too few to say
          </li>
        </ul>
      }
      chart={
        rows.length === 0 ? (
          <p class="quiet">No touch was observed long enough in this period.</p>
        ) : (
          <>
            <IntervalRows
              ariaLabel="Excess losses by touchpoint"
              axisLabel="excess losses"
              format={formatSigned}
              rightWidth={150}
              rows={(all ? rows : rows.slice(0, firstRows)).map(lossRow)}
            />
            {rows.length > firstRows && (
              <button
                type="button"
                class="button quiet-button no-print"
                onClick={() => setAll(!all)}
              >
                {all ? 'Show fewer' : `Show all ${formatCount(rows.length)}`}
              </button>
            )}
            {touchpoints > rows.length && (
              <p class="quiet">
                {formatCount(rows.length)} of {formatCount(touchpoints)} touchpoints are listed.
              </p>
            )}
          </>
        )
      }
      table={
        <DataTable
          caption="Drop-off by touchpoint"
          rows={rows}
          rowKey={(row) => row.touchpoint}
          limit={25}
          columns={[
            { label: 'Touchpoint', cell: (row) => <Name>{row.touchpoint}</Name> },
            { label: 'Excess', numeric: true, cell: (row) => formatSigned(row.excess.value) },
            {
              label: '95 % interval',
              numeric: true,
              cell: (row) => `${formatSigned(row.excess.low)} to ${formatSigned(row.excess.high)}`,
            },
            { label: 'Verdict', cell: (row) => verdictWords(row) },
            {
              label: 'Odds ratio',
              numeric: true,
              minor: true,
              cell: (row) => (row.oddsRatio === null ? '–' : row.oddsRatio.value.toFixed(2)),
            },
            { label: 'Hazard', numeric: true, cell: (row) => <Share of={row.hazard} /> },
            {
              label: 'Touches',
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.touches),
            },
            {
              label: 'Censored',
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.censored),
            },
            {
              label: 'Lost here',
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.lastTouchLost),
            },
            {
              label: 'Silent here',
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.lastTouchSilent),
            },
            { label: 'Returned', numeric: true, cell: (row) => <Share of={row.returned} /> },
          ]}
        />
      }
      footer={<PopulationLine report={report} timeZone={site.value?.timezone ?? 'UTC'} />}
    />
  );
}
