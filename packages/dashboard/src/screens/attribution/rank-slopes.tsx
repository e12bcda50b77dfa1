import type { ReportTypes } from '@touchtrail/contract';
import { view } from '../../app/state.ts';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { fitText } from '../../marks/fit-text.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { words } from '../../words/words.ts';
import { creditMatrix } from './credit-matrix.ts';
import type { CreditMatrix } from './credit-matrix.ts';
import { keyName, modelName, say as common } from './say.ts';
import { slopePlaces } from './slope-places.ts';
import type { SlopePlace } from './slope-places.ts';

const say = words({
  'How ranks change from model to model': 'Wie sich Ränge von Modell zu Modell ändern',
  'Place of each by what a model gives it; equal ones share a rank. A rank is sure when at least 95 % of the resamples give the very same one. Arrow keys go from line to line.':
    'Platz nach dem, was ein Modell zuteilt; gleiche teilen sich einen Rang. Ein Rang ist sicher, wenn mindestens 95 % der Stichproben genau ihn ergeben. Pfeiltasten gehen von Linie zu Linie.',
  'sure rank': 'sicherer Rang',
  'not sure': 'nicht sicher',
  '{model} {rank}. (in {share} of the resamples)': '{model} {rank}. (in {share} der Stichproben)',
  '{model} {rank}.': '{model} {rank}.',
});

const mostLines = 12;
const top = 44;
const rowHeight = 32;
const margin = 150;
const narrowest = 66;
const sure = 0.95;

const isSure = ({ holds }: Pick<SlopePlace, 'holds'>): boolean => (holds ?? 0) >= sure;

const rankText = (matrix: CreditMatrix, row: CreditMatrix['rows'][number]): string =>
  matrix.models
    .flatMap((model, column) => {
      const [rank, holds] = [row.ranks[column] ?? null, row.holds[column] ?? null];
      if (rank === null) return [];
      const said = { model: modelName(model), rank };
      return holds === null
        ? say('{model} {rank}.', said)
        : say('{model} {rank}. (in {share} of the resamples)', {
            ...said,
            share: formatRate(holds),
          });
    })
    .join(', ');

/** The arrow keys go to the line before or after. */
function step(event: KeyboardEvent): void {
  const back = event.key === 'ArrowUp' || event.key === 'ArrowLeft';
  if (!back && event.key !== 'ArrowDown' && event.key !== 'ArrowRight') return;
  const line = event.currentTarget as Element;
  const next = back ? line.previousElementSibling : line.nextElementSibling;
  if (next instanceof SVGElement && next.classList.contains('slope')) next.focus();
  event.preventDefault();
}

function Slopes({ matrix }: { matrix: CreditMatrix }) {
  const [ref, measured] = useWidth<HTMLDivElement>(1_000);
  const rows = matrix.rows.slice(0, mostLines);
  const { lines, height } = slopePlaces(rows);
  const gaps = Math.max(1, matrix.models.length - 1);
  const width = Math.max(measured, 2 * margin + gaps * narrowest);
  const x = (column: number) => margin + (column * (width - 2 * margin)) / gaps;
  const y = (row: number) => top + (row + 0.5) * rowHeight;
  return (
    <div ref={ref} class="chart scroll-x">
      <svg
        width={width}
        height={top + height * rowHeight + 6}
        role="group"
        aria-label={say('How ranks change from model to model')}
      >
        <g class="axis">
          {matrix.models.map((model, column) => {
            const [first = '', ...rest] = modelName(model).split(' ');
            return (
              <text key={model} x={x(column)} y={14} text-anchor="middle">
                <tspan>{fitText(first, narrowest, 11)}</tspan>
                <tspan x={x(column)} dy={13}>
                  {fitText(rest.join(' '), narrowest, 11)}
                </tspan>
              </text>
            );
          })}
        </g>
        {rows.map((row, at) => {
          const line = lines[at] ?? [];
          const [from, to] = [line[0], line.at(-1)];
          const label = `${keyName(row.key)}: ${rankText(matrix, row)}`;
          const shown = fitText(keyName(row.key), margin - 28, 13);
          return (
            <g
              key={row.key}
              class={`slope dash-${at % 4}`}
              tabindex={0}
              role="img"
              aria-label={label}
              onKeyDown={step}
            >
              <title>{label}</title>
              {line.slice(1).map((place, index) => {
                const before = line[index];
                // A model that gives it nothing breaks the line.
                if (!before || place.column !== before.column + 1) return null;
                const ends = {
                  x1: x(before.column),
                  y1: y(before.row),
                  x2: x(place.column),
                  y2: y(place.row),
                };
                return (
                  <g key={place.column}>
                    <line class="reach" {...ends} />
                    <line class="course" {...ends} />
                  </g>
                );
              })}
              {line.map((place) => (
                <g
                  key={place.column}
                  class={isSure(place) ? 'sure' : 'unsure'}
                  transform={`translate(${x(place.column)},${y(place.row)})`}
                >
                  <circle r={9} />
                  <text text-anchor="middle" dy="0.35em">
                    {place.rank}
                  </text>
                </g>
              ))}
              {from && (
                <text
                  class="label"
                  x={x(from.column) - 16}
                  y={y(from.row)}
                  dy="0.32em"
                  text-anchor="end"
                >
                  {shown}
                </text>
              )}
              {to && (
                <text class="label" x={x(to.column) + 16} y={y(to.row)} dy="0.32em">
                  {shown}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** What each model puts first, second, third, and how sure that is. */
export function RankSlopes({ report }: { report: ReportTypes['attribution'] }) {
  const matrix = creditMatrix(report.result);
  if (matrix.models.length < 2) return null;
  const title = say('How ranks change from model to model');
  return (
    <Figure
      title={title}
      note={say(
        'Place of each by what a model gives it; equal ones share a rank. A rank is sure when at least 95 % of the resamples give the very same one. Arrow keys go from line to line.',
      )}
      legend={
        <ul class="legend">
          <li>
            <i class="dot good" aria-hidden="true" /> {say('sure rank')}
          </li>
          <li>
            <i class="dot plain" aria-hidden="true" /> {say('not sure')}
          </li>
        </ul>
      }
      chart={
        <>
          <Slopes matrix={matrix} />
          {matrix.rows.length > mostLines && (
            <p class="quiet">
              {common('The first {n} of {all}: all are in the table (t).', {
                n: mostLines,
                all: formatCount(matrix.rows.length),
              })}
            </p>
          )}
        </>
      }
      table={
        <DataTable
          caption={title}
          rows={matrix.rows}
          rowKey={(row) => row.key}
          limit={30}
          columns={[
            {
              label: common(view.value.choices.by),
              cell: (row) => <Name>{keyName(row.key)}</Name>,
            },
            ...matrix.models.map((model, column) => ({
              label: modelName(model),
              numeric: true,
              cell: (row: CreditMatrix['rows'][number]) =>
                `${row.ranks[column] ?? '–'}. · ${formatRate(row.holds[column] ?? null)}`,
            })),
          ]}
        />
      }
      footer={<ReportLine report={report} />}
    />
  );
}
