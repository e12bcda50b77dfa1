import type { ComparedFigure, ReportTypes } from '@touchtrail/contract';
import { formatCount, formatFigure, formatPoints, formatQ, formatRate } from '../format/numbers.ts';
import { formatDuration } from '../format/times.ts';
import { IntervalRows } from '../marks/interval-rows.tsx';
import type { IntervalRow } from '../marks/interval-rows.tsx';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { isClear, sideNames } from './compared-sides.tsx';
import { DataTable } from './data-table.tsx';
import { figureName } from './figure-words.ts';
import { Figure } from './figure.tsx';
import { Name } from './name.tsx';
import { ReportLine } from './report-line.tsx';

const say = words({
  'What is different': 'Was anders ist',
  'This: {a} ({n}). Other: {b} ({m}).': 'Dies: {a} ({n}). Das andere: {b} ({m}).',
  '{n} people are on both sides; intervals take the sides as independent.':
    '{n} Personen sind auf beiden Seiten; die Intervalle nehmen beide als unabhängig an.',
  'difference in points': 'Unterschied in Punkten',
  'Differences between the two sides': 'Unterschiede zwischen beiden Seiten',
  higher: 'höher',
  lower: 'niedriger',
  'no clear difference': 'kein klarer Unterschied',
  'Nothing is told by both sides.': 'Nichts wird von beiden Seiten gesagt.',
  'These figures are no shares to be drawn on one axis: the differences stand in the table.':
    'Diese Größen sind keine Anteile, die auf einer Achse stehen könnten: Die Unterschiede stehen in der Tabelle.',
  '{what}: {difference} points ({low} to {high}), {a} against {b}.':
    '{what}: {difference} Punkte ({low} bis {high}), {a} gegen {b}.',
  Figure: 'Größe',
  This: 'Dies',
  Other: 'Das andere',
  Difference: 'Unterschied',
});

const shown = 12;

function valueText({ kind }: ComparedFigure, value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (kind === 'share') return formatRate(value);
  return kind === 'median' ? formatDuration(value) : formatFigure(value);
}

function differenceText(one: ComparedFigure): string {
  const { difference } = one;
  if (!difference) return '–';
  if (one.kind === 'share') return formatPoints(difference.value);
  const sign = difference.value < 0 ? '\u2212' : '+';
  return sign + valueText(one, Math.abs(difference.value));
}

/** Differences of shares that have an interval, the surest first. */
function differenceRows(figures: readonly ComparedFigure[]): IntervalRow[] {
  return figures.flatMap((one): IntervalRow[] => {
    const { difference, kind, a, b } = one;
    if (kind !== 'share' || !difference || difference.low === null || difference.high === null)
      return [];
    const sure = isClear(one);
    const what = figureName(one);
    return [
      {
        key: JSON.stringify([one.row, one.figure]),
        label: what,
        value: difference.value * 100,
        low: difference.low * 100,
        high: difference.high * 100,
        // Whether more is better depends on the figure: clear is all that is said.
        weight: sure ? 'good' : 'plain',
        right: sure ? say(difference.value > 0 ? 'higher' : 'lower') : say('no clear difference'),
        rightShort: formatPoints(difference.value),
        description: say('{what}: {difference} points ({low} to {high}), {a} against {b}.', {
          what,
          difference: formatPoints(difference.value),
          low: formatPoints(difference.low),
          high: formatPoints(difference.high),
          a: formatRate(a?.value ?? null),
          b: formatRate(b?.value ?? null),
        }),
      },
    ];
  });
}

/** Every figure that both sides have, the surest difference first. */
export function Differences({ report }: { report: ReportTypes['compare'] }) {
  const { a, b, figures, peopleInBoth } = report.result;
  const names = sideNames(report);
  const sorted = figures.toSorted((x, y) => (x.q ?? 2) - (y.q ?? 2));
  const rows = differenceRows(sorted);
  return (
    <Figure
      title={say('What is different')}
      note={
        <>
          {say('This: {a} ({n}). Other: {b} ({m}).', {
            a: names.a,
            n: formatCount(a.population.journeys),
            b: names.b,
            m: formatCount(b.population.journeys),
          })}{' '}
          {peopleInBoth > 0 &&
            say('{n} people are on both sides; intervals take the sides as independent.', {
              n: formatCount(peopleInBoth),
            })}
        </>
      }
      chart={
        rows.length === 0 ? (
          <p class="quiet">
            {say(
              sorted.length === 0
                ? 'Nothing is told by both sides.'
                : 'These figures are no shares to be drawn on one axis: the differences stand in the table.',
            )}
          </p>
        ) : (
          <IntervalRows
            ariaLabel={say('Differences between the two sides')}
            axisLabel={say('difference in points')}
            format={(value) => formatPoints(value / 100)}
            rightWidth={150}
            rows={rows.slice(0, shown)}
          />
        )
      }
      table={
        <DataTable
          caption={say('Differences between the two sides')}
          rows={sorted}
          rowKey={({ row, figure }) => JSON.stringify([row, figure])}
          limit={20}
          columns={[
            { label: say('Figure'), cell: (one) => <Name>{figureName(one)}</Name> },
            { label: say('This'), numeric: true, cell: (one) => valueText(one, one.a?.value) },
            { label: say('Other'), numeric: true, cell: (one) => valueText(one, one.b?.value) },
            { label: say('Difference'), numeric: true, cell: differenceText },
            {
              label: common('95 % interval'),
              numeric: true,
              cell: ({ difference, kind }) =>
                difference?.low == null || difference.high === null
                  ? '–'
                  : common('{low} to {high}', {
                      low:
                        kind === 'share'
                          ? formatPoints(difference.low)
                          : formatFigure(difference.low),
                      high:
                        kind === 'share'
                          ? formatPoints(difference.high)
                          : formatFigure(difference.high),
                    }),
            },
            { label: 'q', numeric: true, cell: (one) => formatQ(one.q) },
          ]}
        />
      }
      footer={<ReportLine report={report} />}
    />
  );
}
