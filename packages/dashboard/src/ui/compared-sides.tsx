import type { ComparedFigure, ReportTypes } from '@touchtrail/contract';
import { dayOf } from '@touchtrail/contract/view';
import { conditionText } from '../app/segment-editor.tsx';
import { site, view, zone } from '../app/state.ts';
import type { Comparison } from '../app/use-compared.ts';
import { answerOf } from '../app/use-report.ts';
import { tooYoung } from '../app/young.ts';
import { formatCount, formatPoints, formatQ, formatRate } from '../format/numbers.ts';
import { formatDay } from '../format/times.ts';
import type { IntervalRow } from '../marks/interval-rows.tsx';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import type { Column } from './data-table.tsx';

const say = words({
  everybody: 'alle',
  start: 'Anfang',
  end: 'Ende',
  'This: {side} ({n} journeys)': 'Dies: {side} ({n} Journeys)',
  'The other side: {side} ({n} journeys)': 'Die andere Seite: {side} ({n} Journeys)',
  'The other side is being counted.': 'Die andere Seite wird gezählt.',
  'The other side is missing: it was not answered.':
    'Die andere Seite fehlt: Sie wurde nicht beantwortet.',
  'The other side has no touches: nothing of it is drawn.':
    'Die andere Seite hat keine Kontakte: Nichts davon ist gezeichnet.',
  'On the other side no journey can count as abandoned yet.':
    'Auf der anderen Seite kann noch keine Journey als abgebrochen gelten.',
  'no clear difference ({low} to {high})': 'kein klarer Unterschied ({low} bis {high})',
  '{difference} points ({low} to {high})': '{difference} Punkte ({low} bis {high})',
  '▲ and ▼: points of share more or less than on the other side, where that is clear.':
    '▲ und ▼: Punkte Anteil mehr oder weniger als auf der anderen Seite, wo das klar ist.',
  'The other side': 'Die andere Seite',
  'Its interval': 'Ihr Intervall',
  Difference: 'Unterschied',
  'Interval of the difference': 'Intervall des Unterschieds',
  'q of the difference': 'q des Unterschieds',
  'The other side: {value} ({low} to {high}).': 'Die andere Seite: {value} ({low} bis {high}).',
  'Difference {difference} ({low} to {high}).': 'Unterschied {difference} ({low} bis {high}).',
});

type Report = ReportTypes['compare'];
type Side = Report['result']['a'];
const clear = 0.05;

/** Whether a difference is told from none, after correcting for all that are shown. */
export const isClear = ({ q }: ComparedFigure): boolean => q !== null && q <= clear;

const dayText = (at: number | null): string | null =>
  at === null ? null : formatDay(dayOf(at, zone.value));
const sideText = ({ from, to, dataUntil }: Side): string =>
  `${dayText(from) ?? say('start')} – ${dayText(to === null ? dataUntil : to - 1) ?? say('end')}`;

/** What the two sides are called: their days, or their people. */
export function sideNames({ result }: Report): { a: string; b: string } {
  const { compare, segment } = view.value;
  if (compare?.kind !== 'segment') return { a: sideText(result.a), b: sideText(result.b) };
  const text = (conditions: typeof segment) =>
    conditions.map(conditionText).join(', ') || say('everybody');
  return { a: text(segment), b: text(compare.segment) };
}

/** Finds a figure of a comparison; nothing where it is not answered. */
export function comparedIn(of: Comparison, figure: string) {
  const found = new Map<string, ComparedFigure>();
  const report = of ? answerOf(of) : undefined;
  for (const one of report?.result.figures ?? []) {
    if (one.figure === figure) found.set(Object.values(one.row).join('\n'), one);
  }
  return (...row: readonly (string | number)[]): ComparedFigure | undefined =>
    found.get(row.join('\n'));
}

/** A difference of shares in points with its interval, or that none is clear. */
export function differenceWords({ difference, ...one }: ComparedFigure): string | null {
  if (!difference || difference.low === null || difference.high === null) return null;
  const bounds = { low: formatPoints(difference.low), high: formatPoints(difference.high) };
  return isClear({ difference, ...one })
    ? say('{difference} points ({low} to {high})', {
        difference: formatPoints(difference.value),
        ...bounds,
      })
    : say('no clear difference ({low} to {high})', bounds);
}

/**
 * What a mark's sentence adds of the other side.
 *
 * @param write how differences are written, and values unless `writeValue` says otherwise.
 */
export function otherSentence(
  one: ComparedFigure | undefined,
  write: (value: number) => string,
  writeValue = write,
): string {
  const { b, difference } = one ?? {};
  if (b?.value == null || b.low === null || b.high === null) return '';
  const other = say('The other side: {value} ({low} to {high}).', {
    value: writeValue(b.value),
    low: writeValue(b.low),
    high: writeValue(b.high),
  });
  if (!difference || difference.low === null || difference.high === null) return ` ${other}`;
  return ` ${other} ${say('Difference {difference} ({low} to {high}).', {
    difference: write(difference.value),
    low: write(difference.low),
    high: write(difference.high),
  })}`;
}

/** A row of this side with the point and interval of the other side, drawn and said as in {@link otherSentence}. */
export function withOther(
  row: IntervalRow,
  one: ComparedFigure | undefined,
  write: (value: number) => string,
  writeValue = write,
): IntervalRow {
  const { value = null, low = null, high = null } = one?.b ?? {};
  if (value === null || low === null || high === null) return row;
  return {
    ...row,
    other: { value, low, high },
    description: row.description + otherSentence(one, write, writeValue),
  };
}

const text = (one: { value: number | null } | null | undefined, own: (n: number) => string) =>
  one?.value == null ? '–' : own(one.value);

/**
 * What a table says of the other side, row by row; no columns unless something is compared.
 *
 * @param write how values of estimates are written; shares are written in per cent and points.
 */
export function comparedColumns<Row>(
  of: Comparison,
  find: (row: Row) => ComparedFigure | undefined,
  write?: (value: number) => string,
): Column<Row>[] {
  if (!of || !answerOf(of)) return [];
  const point = write ?? formatPoints;
  const range = (
    one: { low: number | null; high: number | null } | null | undefined,
    own = point,
  ) =>
    one?.low == null || one.high === null
      ? '–'
      : common('{low} to {high}', { low: own(one.low), high: own(one.high) });
  const value = write ?? formatRate;
  return [
    { label: say('The other side'), numeric: true, cell: (row) => text(find(row)?.b, value) },
    {
      label: say('Its interval'),
      numeric: true,
      minor: true,
      cell: (row) => range(find(row)?.b, value),
    },
    { label: say('Difference'), numeric: true, cell: (row) => text(find(row)?.difference, point) },
    {
      label: say('Interval of the difference'),
      numeric: true,
      cell: (row) => range(find(row)?.difference),
    },
    {
      label: say('q of the difference'),
      numeric: true,
      minor: true,
      cell: (row) => formatQ(find(row)?.q ?? null),
    },
  ];
}

function saidOf(report: Report): string | null {
  const { b } = report.result;
  if (b.population.touches === 0)
    return say('The other side has no touches: nothing of it is drawn.');
  const young = tooYoung(
    {
      parameters: {
        from: b.from ?? undefined,
        inactivityLimit: report.parameters.inactivityLimit,
      },
      population: b.population,
      dataUntil: b.dataUntil,
    },
    site.value?.firstTouchAt,
  );
  return young ? say('On the other side no journey can count as abandoned yet.') : null;
}

/** Which mark is which side, with how many journeys; or why the other side is not drawn. */
export function SidesLegend({
  of,
  mark,
}: {
  of: Comparison;
  mark: 'swatch' | 'dot' | 'stroke' | 'delta';
}) {
  if (!of) return null;
  const report = answerOf(of);
  if (!report) {
    return (
      <p class="quiet sides" role="status">
        {of.phase === 'loading'
          ? say('The other side is being counted.')
          : say('The other side is missing: it was not answered.')}
      </p>
    );
  }
  const names = sideNames(report);
  const { a, b } = report.result;
  const said = saidOf(report);
  return (
    <>
      <ul class="legend sides">
        <li>
          <bdi>
            {say('This: {side} ({n} journeys)', {
              side: names.a,
              n: formatCount(a.population.journeys),
            })}
          </bdi>
        </li>
        <li>
          {mark === 'delta' ? (
            <span class="delta" aria-hidden="true">
              ▲▼
            </span>
          ) : (
            <i class={`${mark} versus`} aria-hidden="true" />
          )}{' '}
          <bdi>
            {say('The other side: {side} ({n} journeys)', {
              side: names.b,
              n: formatCount(b.population.journeys),
            })}
          </bdi>
        </li>
      </ul>
      {mark === 'delta' && (
        <p class="quiet">
          {say(
            '▲ and ▼: points of share more or less than on the other side, where that is clear.',
          )}
        </p>
      )}
      {said && <p class="quiet">{said}</p>}
    </>
  );
}
