import type { Population } from '@touchtrail/contract';
import { formatCount, plural } from '../format/numbers.ts';
import { formatDuration, formatInstant } from '../format/times.ts';

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
          <span>{plural(population.people, 'person', 'people')}</span>
          <span>{plural(population.journeys, 'journey', 'journeys')}</span>
          <span>{plural(population.touches, 'touch', 'touches')}</span>
          <span>
            <i class="swatch open" aria-hidden="true" />
            {formatCount(population.open)} open
          </span>
          {population.excluded
            .filter(({ count }) => count > 0)
            .map(({ why, count }) => (
              <span key={why}>
                {formatCount(count)} left out: {why}
              </span>
            ))}
          {report.dataUntil !== null && (
            <span>
              data until {formatInstant(report.dataUntil, timeZone)} {timeZone}
            </span>
          )}
          <span class="definition-link">Definition</span>
        </summary>
        <div class="definition">
          <p>{report.definition}</p>
          <p>
            Visits end after {formatDuration(parameters.visitGap)} of silence, journeys after{' '}
            {formatDuration(parameters.inactivityLimit ?? null)}. Days and times in {timeZone}.
          </p>
        </div>
      </details>
    </footer>
  );
}
