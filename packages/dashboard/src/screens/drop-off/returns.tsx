import type { ReportTypes } from '@touchtrail/contract';
import { site } from '../../app/state.ts';
import { formatCount, formatInterval, formatRate, plural } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { ReturnCurve } from '../../marks/return-curve.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { PopulationLine } from '../../ui/population-line.tsx';
import { Share } from '../../ui/share.tsx';
import { returnMatrix } from './matrix-layout.ts';

type Props = { report: ReportTypes['re-entry'] };
const zone = () => site.value?.timezone ?? 'UTC';
/** Per cent of the hue in the busiest cell: deeper, and its number could not be read. */
const deepest = 52;
const matrixSize = { rows: 8, columns: 6 };

/** How many came back, and when. */
export function Curve({ report, said }: Props & { said: readonly string[] }) {
  const { curve, returned, horizonMs, censored, delay, convertedReturned, convertedNeverPaused } =
    report.result;
  return (
    <Figure
      title="Who comes back"
      note={
        returned.rate === null ? (
          <>No pause has been observed for {formatDuration(horizonMs)} yet.</>
        ) : (
          <>
            {formatRate(returned.rate)} ({formatInterval(returned)}) of pauses ended in a return
            within {formatDuration(horizonMs)}; half of those within {formatDuration(delay.p50)}.
          </>
        )
      }
      legend={
        <ul class="legend">
          <li>
            <i class="swatch returned" aria-hidden="true" /> returned, with 95 % band
          </li>
          <li>
            <i class="swatch open" aria-hidden="true" /> {plural(censored, 'pause', 'pauses')} too
            young to tell, left out
          </li>
        </ul>
      }
      chart={
        curve.length === 0 ? (
          <p class="quiet">No pauses in this period.</p>
        ) : (
          <ReturnCurve curve={curve} />
        )
      }
      table={
        <DataTable
          caption="Share returned by day"
          rows={curve}
          rowKey={(point) => String(point.day)}
          limit={31}
          columns={[
            { label: 'Within days', cell: (point) => String(point.day) },
            {
              label: 'Returned',
              numeric: true,
              cell: (point) => formatCount(point.returned.count),
            },
            { label: 'Of pauses', numeric: true, cell: (point) => formatCount(point.returned.of) },
            { label: 'Share', numeric: true, cell: (point) => <Share of={point.returned} /> },
          ]}
        />
      }
      footer={
        <>
          <p class="quiet">
            Within {formatDuration(horizonMs)} of coming back <Share of={convertedReturned} />{' '}
            converted; of journeys without a pause <Share of={convertedNeverPaused} /> within{' '}
            {formatDuration(horizonMs)} of their first touch. Two groups as they are: associated,
            not caused.
          </p>
          <PopulationLine report={report} timeZone={zone()} said={said} />
        </>
      }
    />
  );
}

/** Left at × came back at. */
export function ReturnMatrix({ report }: Props) {
  const { rows, leaving } = report.result;
  const matrix = returnMatrix(rows, matrixSize.rows, matrixSize.columns);
  const pauses = new Map(leaving.map((one) => [one.from, one]));
  return (
    <Figure
      title="From where to where"
      note="Rows: the last touchpoint before the pause. Columns: where the same journey went on."
      chart={
        matrix.from.length === 0 ? (
          <p class="quiet">Nobody has come back in this period.</p>
        ) : (
          <>
            <div class="table-scroll">
              <table class="matrix">
                <caption class="hidden">Returns by place left and place of return</caption>
                <thead>
                  <tr>
                    <th scope="col">Left at</th>
                    <th scope="col" class="numeric">
                      Returned
                    </th>
                    {matrix.to.map((to) => (
                      <th key={to} scope="col" class="tilted">
                        <Name wrap>{to}</Name>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {matrix.from.map((from) => {
                    const left = pauses.get(from);
                    return (
                      <tr key={from}>
                        <th scope="row">
                          <Name>{from}</Name>
                        </th>
                        <td class="numeric">{left ? formatRate(left.returned.rate) : '–'}</td>
                        {matrix.to.map((to) => {
                          const count = matrix.cell(from, to);
                          const depth = matrix.most === 0 ? 0 : count / matrix.most;
                          return (
                            <td
                              key={to}
                              class={depth > 0.55 ? 'cell deep' : 'cell'}
                              style={{ '--depth': `${Math.round(Math.sqrt(depth) * deepest)}%` }}
                              title={`${from} → ${to}: ${formatCount(count)}`}
                            >
                              {count === 0 ? '·' : formatCount(count)}
                            </td>
                          );
                        })}
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
            {matrix.outside > 0 && (
              <p class="quiet">
                {plural(matrix.outside, 'return', 'returns')} at other places: see the table.
              </p>
            )}
          </>
        )
      }
      table={
        <DataTable
          caption="Returns by place left, place of return and channel"
          rows={rows}
          rowKey={(row) => `${row.from}\n${row.to}\n${row.channel}`}
          limit={20}
          columns={[
            { label: 'Left at', cell: (row) => <Name>{row.from}</Name> },
            { label: 'Came back at', cell: (row) => <Name>{row.to}</Name> },
            { label: 'Channel', cell: (row) => row.channel.replaceAll('_', ' ') },
            { label: 'Returns', numeric: true, cell: (row) => formatCount(row.returns) },
            { label: 'Share', numeric: true, minor: true, cell: (row) => <Share of={row.share} /> },
            { label: 'Median delay', numeric: true, cell: (row) => formatDuration(row.delay.p50) },
            {
              label: 'Converted after',
              numeric: true,
              minor: true,
              cell: (row) => <Share of={row.convertedAfter} />,
            },
          ]}
        />
      }
      footer={<PopulationLine report={report} timeZone={zone()} said={report.warnings} />}
    />
  );
}

/** What brings people back: places that are more common in returns than in first touches. */
export function ReturnPoints({ report }: Props) {
  return (
    <Figure
      title="What they come back to"
      note="A ratio above 1 means: more common among returns than among first touches"
      chart={
        <DataTable
          caption="Re-entry points"
          rows={report.result.points}
          rowKey={(point) => `${point.to}\n${point.channel}`}
          empty="Nobody has come back in this period."
          columns={[
            { label: 'Came back at', cell: (point) => <Name>{point.to}</Name> },
            { label: 'Channel', cell: (point) => point.channel.replaceAll('_', ' ') },
            { label: 'Returns', numeric: true, cell: (point) => formatCount(point.returns) },
            {
              label: 'Of returns',
              numeric: true,
              cell: (point) => <Share of={point.shareOfReturns} />,
            },
            {
              label: 'Of first touches',
              numeric: true,
              minor: true,
              cell: (point) => formatRate(point.shareOfFirstTouches.rate),
            },
            {
              label: 'Ratio',
              numeric: true,
              cell: (point) =>
                point.ratio === null ? 'only returns' : `${point.ratio.toFixed(1)}×`,
            },
            {
              label: 'Median delay',
              numeric: true,
              cell: (point) => formatDuration(point.delay.p50),
            },
            {
              label: 'Converted after',
              numeric: true,
              minor: true,
              cell: (point) => <Share of={point.convertedAfter} />,
            },
          ]}
        />
      }
      footer={<PopulationLine report={report} timeZone={zone()} said={report.warnings} />}
    />
  );
}
