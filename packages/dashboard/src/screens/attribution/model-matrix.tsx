import type { ReportTypes } from '@touchtrail/contract';
import { view } from '../../app/state.ts';
import { formatCount, formatPoints, formatRate } from '../../format/numbers.ts';
import { useWidth } from '../../ui/use-width.ts';
import { fitText } from '../../marks/fit-text.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { creditMatrix } from './credit-matrix.ts';
import type { CreditMatrix } from './credit-matrix.ts';
import { keyName, modelName, say } from './say.ts';

const top = 54;
const rowHeight = 34;
const mostRows = 12;
const left = 150;
const right = 110;
const narrowest = 66;
/** Models that differ by more than this about one row say different things. */
const apart = 0.05;

/** Bars for shares, model by model. */
function ShareBars({ matrix }: { matrix: CreditMatrix }) {
  const [ref, measured] = useWidth<HTMLDivElement>(1_000);
  const rows = matrix.rows.slice(0, mostRows);
  const width = Math.max(measured, left + matrix.models.length * narrowest + right);
  const pitch = (width - left - right) / Math.max(1, matrix.models.length);
  const height = top + rows.length * rowHeight + 6;
  const bar = (share: number) => (matrix.most === 0 ? 0 : (share / matrix.most) * (pitch - 38));
  return (
    <div ref={ref} class="chart scroll-x">
      <svg
        width={width}
        height={height}
        role="group"
        aria-label={say('Who gets the credit, model by model')}
      >
        <g class="axis">
          {matrix.models.map((model, column) => {
            const [first = '', ...rest] = modelName(model).split(' ');
            return (
              <text key={model} x={left + column * pitch} y={16}>
                <tspan>{first}</tspan>
                <tspan x={left + column * pitch} dy={13}>
                  {fitText(rest.join(' '), pitch - 6, 11)}
                </tspan>
              </text>
            );
          })}
          <text x={width - 4} y={16} text-anchor="end">
            {say('Models disagree')}
          </text>
        </g>
        {rows.map((row, index) => {
          const y = top + index * rowHeight;
          const text = `${keyName(row.key)}: ${matrix.models
            .map((model, column) => `${modelName(model)} ${formatRate(row.shares[column] ?? null)}`)
            .join(', ')}`;
          return (
            <g key={row.key} class="credit-row" tabindex={0} role="img" aria-label={text}>
              <rect class="hit" y={y - 7} width={width} height={rowHeight - 2} rx={4} />
              <text class="label" x={4} y={y + 9} dy="0.32em">
                {fitText(keyName(row.key), left - 20, 13)}
              </text>
              {row.shares.map((share, column) => (
                <g key={column} transform={`translate(${left + column * pitch},${y})`}>
                  {share !== null && (
                    <>
                      <rect
                        class="fill converted"
                        width={Math.max(1, bar(share))}
                        height={18}
                        rx={2}
                      />
                      <text class="figures" x={bar(share) + 5} y={9} dy="0.32em">
                        {formatRate(share).replace('\u202F%', '')}
                      </text>
                    </>
                  )}
                </g>
              ))}
              <text
                class={row.apart > apart ? 'right apart' : 'right'}
                x={width - 4}
                y={y + 9}
                dy="0.32em"
                text-anchor="end"
              >
                {say('by {points} points', { points: formatPoints(row.apart).replace('+', '') })}
              </text>
              <title>{text}</title>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** Every model's shares side by side, and how far they are apart about each row. */
export function ModelMatrix({ report }: { report: ReportTypes['attribution'] }) {
  const { result } = report;
  const matrix = creditMatrix(result);
  const refused = result.models.filter(({ status }) => status !== 'ok');
  return (
    <Figure
      title={say('Who gets the credit, model by model')}
      note={say(
        '{n} conversions shared out, whatever the model: each column sums to 100 %. {nulls} journeys ended without.',
        { n: formatCount(result.conversions), nulls: formatCount(result.nulls) },
      )}
      chart={
        <>
          <ShareBars matrix={matrix} />
          {matrix.rows.length > mostRows && (
            <p class="quiet">
              {say('The first {n} of {all}: all are in the table (t).', {
                n: mostRows,
                all: formatCount(matrix.rows.length),
              })}
            </p>
          )}
          {refused.map(({ model, why }) => (
            <p key={model} class="quiet">
              {modelName(model)}: {why}
            </p>
          ))}
        </>
      }
      table={
        <DataTable
          caption={say('Who gets the credit, model by model')}
          rows={matrix.rows}
          rowKey={(row) => row.key}
          limit={30}
          columns={[
            { label: say(view.value.choices.by), cell: (row) => <Name>{keyName(row.key)}</Name> },
            ...matrix.models.map((model, column) => ({
              label: modelName(model),
              numeric: true,
              cell: (row: CreditMatrix['rows'][number]) =>
                `${formatRate(row.shares[column] ?? null)} · ${row.ranks[column] ?? '–'}.`,
            })),
            {
              label: say('Models disagree'),
              numeric: true,
              cell: (row) =>
                say('by {points} points', { points: formatPoints(row.apart).replace('+', '') }),
            },
          ]}
        />
      }
      footer={<ReportLine report={report} />}
    />
  );
}
