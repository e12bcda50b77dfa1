import type { ComparedFigure, ReportTypes } from '@touchtrail/contract';
import { dayOf } from '@touchtrail/contract/view';
import { site, view, zone } from '../../app/state.ts';
import type { ReportState } from '../../app/use-report.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatDay } from '../../format/times.ts';
import { words } from '../../words/words.ts';
import { changeText } from './change-text.ts';
import { changesOf, daysOf } from './changes.ts';

const say = words({
  'Changes against {from} to {to}: {n} journeys. Both as they stood when their days ended.':
    'Änderungen gegenüber {from} bis {to}: {n} Journeys. Beide, wie sie am Ende ihrer Tage standen.',
  'Changes against other people: {n} journeys.':
    'Änderungen gegenüber anderen Personen: {n} Journeys.',
  'Nothing was recorded from {from} to {to}: no change can be told.':
    'Von {from} bis {to} wurde nichts erfasst: Keine Änderung ist bekannt.',
  'Data begin on {day}: there is no time before to tell a change against.':
    'Die Daten beginnen am {day}: Es gibt keine Zeit davor für einen Vergleich.',
  'The comparison failed: {why}': 'Der Vergleich ist gescheitert: {why}',
  'Comparing…': 'Wird verglichen …',
});

const arrows = { up: '▲', down: '▼', none: '' } as const;

/** How one number changed. Whether more is better depends on the number: the arrow has no colour. */
export function ChangeLine({ of }: { of: ComparedFigure | null }) {
  if (of === null) return <span aria-hidden="true">…</span>;
  const { text, way } = changeText(of);
  return (
    <span class={`change ${way}`}>
      {way !== 'none' && <span aria-hidden="true">{arrows[way]} </span>}
      {text}
    </span>
  );
}

/** With what the five numbers are compared; also why they are not. */
export function ChangedAgainst({
  state,
}: {
  state: ReportState<ReportTypes['compare']> | undefined;
}) {
  return <p class="quiet compared-with">{comparedText(state) ?? '\u00A0'}</p>;
}

function comparedText(state: ReportState<ReportTypes['compare']> | undefined): string | undefined {
  if (!state) {
    const first = site.value?.firstTouchAt ?? null;
    if (first === null || view.value.compare) return undefined;
    const day = formatDay(dayOf(first, zone.value), 'long');
    return say('Data begin on {day}: there is no time before to tell a change against.', { day });
  }
  if (state.phase === 'loading') return say('Comparing…');
  if (state.phase === 'error')
    return say('The comparison failed: {why}', { why: state.error.message });
  if (state.phase === 'cancelled') return undefined;
  const { result } = state.report;
  const { side, people } = changesOf(state.report);
  const { first, last } = daysOf(result.b);
  const from = first === null ? '–' : formatDay(first, 'long');
  const to = last === null ? '–' : formatDay(last, 'long');
  if (!side)
    return say('Nothing was recorded from {from} to {to}: no change can be told.', { from, to });
  const n = formatCount(side.population.journeys);
  return people
    ? say('Changes against other people: {n} journeys.', { n })
    : say(
        'Changes against {from} to {to}: {n} journeys. Both as they stood when their days ended.',
        { from, to, n },
      );
}
