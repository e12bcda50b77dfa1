import type { TouchpointKpi } from '@touchtrail/contract';
import { formatCount, formatFigure } from '../format/numbers.ts';
import { words } from '../words/words.ts';

const say = words({
  'conversion after, %': 'Konversion danach, %',
  'abandonment after, %': 'Abbruch danach, %',
  'mean rating, 1–10': 'mittlere Bewertung, 1–10',
  'median until the next touch, minutes': 'Median bis zum nächsten Kontakt, Minuten',
  'nothing observed yet': 'noch nichts beobachtet',
  '{low} to {high}': '{low} bis {high}',
  'target {n}': 'Ziel {n}',
  'best {n}': 'Bester {n}',
  'of {n}': 'von {n}',
  'reached for sure': 'sicher erreicht',
  'missed for sure': 'sicher verfehlt',
  'not certain': 'nicht sicher',
});

/** What each figure is, with its unit. */
const measureWords = {
  conversion: 'conversion after, %',
  abandonment: 'abandonment after, %',
  rating: 'mean rating, 1–10',
  time: 'median until the next touch, minutes',
} as const satisfies Record<TouchpointKpi['measure'], string>;

export const measureText = (measure: TouchpointKpi['measure']): string =>
  say(measureWords[measure]);

const verdictWords = {
  reached: 'reached for sure',
  missed: 'missed for sure',
  not_certain: 'not certain',
} as const;
const verdictMarks = { reached: '✓', missed: '▲', not_certain: '○' } as const;

/** Actual with its interval, target and best of a KPI, as a report gave them. */
export function Kpi({ of }: { of: TouchpointKpi }) {
  const { text, measure, actual, n, target, best, verdict } = of;
  const { value, low, high } = actual;
  return (
    <>
      <bdi>{text || measureText(measure)}</bdi>{' '}
      {value === null ? (
        <span class="muted">{say('nothing observed yet')}</span>
      ) : (
        <>
          <strong>{formatFigure(value)}</strong>{' '}
          <span class="muted">
            {[
              low !== null &&
                high !== null &&
                `(${say('{low} to {high}', { low: formatFigure(low), high: formatFigure(high) })})`,
              say('of {n}', { n: formatCount(n) }),
            ]
              .filter(Boolean)
              .join(' ')}
          </span>
        </>
      )}{' '}
      <span class="muted">
        {[
          target !== null && say('target {n}', { n: formatFigure(target) }),
          best !== null && say('best {n}', { n: formatFigure(best) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>{' '}
      {verdict && (
        <span class={verdict === 'missed' ? 'status-silent' : 'muted'}>
          {verdictMarks[verdict]} {say(verdictWords[verdict])}
        </span>
      )}
    </>
  );
}
