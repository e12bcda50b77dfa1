import type { ComparedFigure, ReportTypes } from '@touchtrail/contract';
import { dayOf } from '@touchtrail/contract/view';
import type { ComponentChildren } from 'preact';
import { zone } from '../../app/state.ts';
import type { ReportState } from '../../app/use-report.ts';
import { formatCount, formatInterval, formatRate, plural } from '../../format/numbers.ts';
import { formatDuration, formatQuartiles } from '../../format/times.ts';
import { OutcomeBar } from '../../marks/outcome-bar.tsx';
import { QuartileMark } from '../../marks/quartile-mark.tsx';
import { ShareMark } from '../../marks/share-mark.tsx';
import { SparkLine } from '../../marks/spark-line.tsx';
import type { SparkPoint } from '../../marks/spark-layout.ts';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { ChangedAgainst, ChangeLine } from './change-line.tsx';
import { changesOf } from './changes.ts';
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
  /** Undefined: there is nothing to compare with; null: it is on its way. */
  change: ComparedFigure | null | undefined;
  spark: ComponentChildren;
}) {
  return (
    <div class="kpi">
      <dt>{props.label}</dt>
      <dd class="kpi-value">{props.value}</dd>
      {props.mark && <dd class="kpi-mark">{props.mark}</dd>}
      <dd class="kpi-note">{props.note}</dd>
      <dd class="kpi-change">{props.change !== undefined && <ChangeLine of={props.change} />}</dd>
      <dd class="kpi-spark">{props.spark}</dd>
    </div>
  );
}

type Day = ReportTypes['journeys']['result']['series'][number];

/** Five numbers, each with how sure it is, how it changed and how it went day by day. */
export function Kpis(props: {
  report: ReportTypes['journeys'];
  /** Undefined: nothing to compare with. */
  compared: ReportState<ReportTypes['compare']> | undefined;
}) {
  const { result, population } = props.report;
  const { timeToConvert: time, returned, openState, series } = result;
  const { share: converted, among } = conversionShare(result);
  const { compared } = props;
  const changes = compared?.phase === 'done' ? changesOf(compared.report) : undefined;
  const change = (number: Parameters<NonNullable<typeof changes>['of']>[0]) => {
    if (compared?.phase === 'loading') return null;
    return changes?.side ? changes.of(number) : undefined;
  };
  const { dataUntil } = props.report;
  const lastDay = dataUntil === null ? undefined : dayOf(dataUntil, zone.value);
  /** @param settled whether a day tells it before all of its journeys were watched for the horizon */
  const points = (value: (day: Day) => number | null, settled = false): SparkPoint[] =>
    series.map((day) => {
      // Of a day that is not over every count is low; of young days only what is fast has happened.
      const tells = settled ? day.day !== lastDay : day.convertedWithin.of === day.started;
      return { day: day.day, value: tells ? value(day) : null };
    });
  const within =
    among === 'within'
      ? say('Converted within {time}', { time: formatDuration(result.horizonMs) })
      : say('Converted so far');
  return (
    <>
      <dl class="kpis">
        <Kpi
          label={common('Journeys')}
          value={formatCount(population.journeys)}
          mark={<OutcomeBar outcomes={result.outcomes} />}
          note={say('of {people}', {
            people: plural(population.people, common('person'), common('people')),
          })}
          change={change('journeys')}
          spark={
            <SparkLine
              what={common('Journeys')}
              points={points((day) => day.started, true)}
              format={formatCount}
            />
          }
        />
        <Kpi
          label={within}
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
          change={change(among === 'within' ? 'within' : 'converted')}
          spark={
            <SparkLine
              what={say('Converted within {time}', { time: formatDuration(result.horizonMs) })}
              points={points((day) => day.convertedWithin.rate)}
              format={formatRate}
              hue="converted"
            />
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
          change={change('open')}
          spark={
            <SparkLine
              what={say('Open')}
              points={points((day) => day.open, true)}
              format={formatCount}
              hue="open"
            />
          }
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
          change={change('time')}
          spark={
            <SparkLine
              what={say('Median time to convert')}
              points={points((day) => day.timeToConvert.p50)}
              format={formatDuration}
            />
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
          change={change('returned')}
          spark={
            <SparkLine
              what={say('Came back after a pause')}
              points={points((day) => day.returned.rate)}
              format={formatRate}
              hue="returned"
            />
          }
        />
      </dl>
      <ChangedAgainst state={compared} />
    </>
  );
}
