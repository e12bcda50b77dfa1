import type { Population } from '@touchtrail/contract';
import { formatCount, plural } from '../format/numbers.ts';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { formatDuration, formatInstant } from '../format/times.ts';

const say = words({
  '{n} open': '{n} offen',
  '{n} left out: {why}': '{n} ausgelassen: {why}',
  'data until {time} {zone}': 'Daten bis {time} {zone}',
  Definition: 'Definition',
  'Visits end after {gap} of silence, journeys after {limit}. Days and times in {zone}.':
    'Besuche enden nach {gap} Stille, Journeys nach {limit}. Tage und Zeiten in {zone}.',
});

interface Described {
  definition: string;
  population: Population;
  dataUntil: number | null;
  warnings: string[];
  parameters: {
    timezone?: string | undefined;
    visitGap: number;
    inactivityLimit?: number | undefined;
  };
}

/** Who is counted, until when, and by which definition: the same line under every chart. */
export function PopulationLine(props: {
  report: Described;
  timeZone: string;
  /** Warnings that stand elsewhere on the screen. */
  said?: readonly string[];
}) {
  const { report, timeZone } = props;
  const { population, parameters } = report;
  return (
    <footer class="population">
      {report.warnings
        .filter((warning) => !props.said?.includes(warning))
        .map((warning) => (
          <p key={warning} class="note">
            {warning}
          </p>
        ))}
      <details>
        <summary>
          <span>{plural(population.people, common('person'), common('people'))}</span>
          <span>{plural(population.journeys, common('journey'), common('journeys'))}</span>
          <span>{plural(population.touches, common('touch'), common('touches'))}</span>
          <span>
            <i class="swatch open" aria-hidden="true" />
            {say('{n} open', { n: formatCount(population.open) })}
          </span>
          {population.excluded
            .filter(({ count }) => count > 0)
            .map(({ why, count }) => (
              <span key={why}>{say('{n} left out: {why}', { n: formatCount(count), why })}</span>
            ))}
          {report.dataUntil !== null && (
            <span>
              {say('data until {time} {zone}', {
                time: formatInstant(report.dataUntil, timeZone),
                zone: timeZone,
              })}
            </span>
          )}
          <span class="definition-link">{say('Definition')}</span>
        </summary>
        <div class="definition">
          <p>{report.definition}</p>
          <p>
            {say(
              'Visits end after {gap} of silence, journeys after {limit}. Days and times in {zone}.',
              {
                gap: formatDuration(parameters.visitGap),
                limit: formatDuration(parameters.inactivityLimit ?? null),
                zone: timeZone,
              },
            )}
          </p>
        </div>
      </details>
    </footer>
  );
}
