import type { ReportTypes } from '@touchtrail/contract';
import type { ComponentChildren } from 'preact';
import { formatCount, formatInterval, formatRate, plural } from '../../format/numbers.ts';
import { formatDuration, formatQuartiles } from '../../format/times.ts';
import { OutcomeBar } from '../../marks/outcome-bar.tsx';
import { QuartileMark } from '../../marks/quartile-mark.tsx';
import { ShareMark } from '../../marks/share-mark.tsx';
import { conversionShare } from './conversion.ts';

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
        label="Journeys"
        value={formatCount(population.journeys)}
        mark={<OutcomeBar outcomes={result.outcomes} />}
        note={`of ${plural(population.people, 'person', 'people')}`}
      />
      <Kpi
        label={
          among === 'within'
            ? `Converted within ${formatDuration(result.horizonMs)}`
            : 'Converted so far'
        }
        value={formatRate(converted.rate)}
        mark={<ShareMark of={converted} width={140} />}
        note={
          converted.rate === null
            ? 'no journeys yet'
            : `95 %: ${formatInterval(converted)}, of ${formatCount(converted.of)}${among === 'within' ? ' watched that long' : ''}`
        }
      />
      <Kpi
        label="Open"
        value={formatCount(population.open)}
        mark={<ShareMark of={result.outcomes.open} width={140} hue="open" />}
        note={`${formatCount(openState.active)} active, ${formatCount(openState.silent)} silent`}
      />
      <Kpi
        label="Median time to convert"
        value={formatDuration(time.p50)}
        mark={<QuartileMark of={time} width={140} />}
        note={time.n === 0 ? 'no conversions' : `middle half ${formatQuartiles(time)}`}
      />
      <Kpi
        label="Came back after a pause"
        value={formatRate(returned.rate)}
        mark={<ShareMark of={returned} width={140} hue="returned" />}
        note={returned.rate === null ? 'no pauses yet' : `95 %: ${formatInterval(returned)}`}
      />
    </dl>
  );
}
