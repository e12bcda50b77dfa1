import type { ReportTypes } from '@touchtrail/contract';
import type { ComponentChildren } from 'preact';
import { formatCount, formatInterval, formatRate, plural } from '../../format/numbers.ts';
import { formatDuration, formatQuartiles } from '../../format/times.ts';
import { OutcomeBar } from '../../marks/outcome-bar.tsx';
import { QuartileMark } from '../../marks/quartile-mark.tsx';
import { ShareMark } from '../../marks/share-mark.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { conversionShare } from './conversion.ts';

const say = words({
  'of {people}': 'von {people}',
  'Converted within {time}': 'Konvertiert binnen {time}',
  'Converted so far': 'Bisher konvertiert',
  '95 %: {interval}, of {n} watched that long': '95 %: {interval}, von {n} so lange beobachteten',
  '95 %: {interval}, of {n}': '95 %: {interval}, von {n}',
  Open: 'Offen',
  '{active} active, {silent} silent': '{active} aktiv, {silent} still',
  'Median time to convert': 'Zeit bis zur Konversion (Median)',
  'no conversions': 'keine Konversionen',
  'middle half {half}': 'mittlere Hälfte {half}',
  'Came back after a pause': 'Nach einer Pause zurück',
  'no pauses yet': 'noch keine Pausen',
  '95 %: {interval}, of {n} pauses so far': '95 %: {interval}, von {n} Pausen bisher',
  'no journeys yet': 'noch keine Journeys',
});

function Kpi(props: {
  label: string;
  value: string;
  note: ComponentChildren;
  mark?: ComponentChildren;
}) {
  return (
    <div class="kpi">
      <dt>{props.label}</dt>
      <dd class="kpi-value">{props.value}</dd>
      {props.mark && <dd class="kpi-mark">{props.mark}</dd>}
      <dd class="kpi-note">{props.note}</dd>
    </div>
  );
}

/** Five numbers, each with how sure it is. */
export function Kpis({ report }: { report: ReportTypes['journeys'] }) {
  const { result, population } = report;
  const { timeToConvert: time, returned, openState } = result;
  const { share: converted, among } = conversionShare(result);
  return (
    <dl class="kpis">
      <Kpi
        label={common('Journeys')}
        value={formatCount(population.journeys)}
        mark={<OutcomeBar outcomes={result.outcomes} />}
        note={say('of {people}', {
          people: plural(population.people, common('person'), common('people')),
        })}
      />
      <Kpi
        label={
          among === 'within'
            ? say('Converted within {time}', { time: formatDuration(result.horizonMs) })
            : say('Converted so far')
        }
        value={formatRate(converted.rate)}
        mark={<ShareMark of={converted} width={140} />}
        note={
          converted.rate === null
            ? say('no journeys yet')
            : say(
                among === 'within'
                  ? '95 %: {interval}, of {n} watched that long'
                  : '95 %: {interval}, of {n}',
                { interval: formatInterval(converted), n: formatCount(converted.of) },
              )
        }
      />
      <Kpi
        label={say('Open')}
        value={formatCount(population.open)}
        mark={<ShareMark of={result.outcomes.open} width={140} hue="open" />}
        note={say('{active} active, {silent} silent', {
          active: formatCount(openState.active),
          silent: formatCount(openState.silent),
        })}
      />
      <Kpi
        label={say('Median time to convert')}
        value={formatDuration(time.p50)}
        mark={<QuartileMark of={time} width={140} />}
        note={
          time.n === 0
            ? say('no conversions')
            : say('middle half {half}', { half: formatQuartiles(time) })
        }
      />
      <Kpi
        label={say('Came back after a pause')}
        value={formatRate(returned.rate)}
        mark={<ShareMark of={returned} width={140} hue="returned" />}
        note={
          returned.rate === null
            ? say('no pauses yet')
            : say('95 %: {interval}, of {n} pauses so far', {
                interval: formatInterval(returned),
                n: formatCount(returned.of),
              })
        }
      />
    </dl>
  );
}
