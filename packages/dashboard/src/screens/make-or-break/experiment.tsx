import type { Experiment, MakeOrBreakRow, ReportTypes } from '@touchtrail/contract';
import { choices } from '@touchtrail/contract/view';
import { go, view } from '../../app/state.ts';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { words } from '../../words/words.ts';

const say = words({
  'Design an experiment': 'Ein Experiment entwerfen',
  'Of the journeys that come to it, draw half at random that do not meet it. So many are needed to tell the difference for sure: two-sided at 5 %, with a power of 80 %. An effect found is often larger than the true one; a smaller difference is the safer plan.':
    'Von den Journeys, die zu ihm kommen, trifft ihn eine zufällig gezogene Hälfte nicht. So viele braucht es, um den Unterschied sicher zu sehen: zweiseitig zu 5 %, mit einer Trennschärfe von 80 %. Eine gefundene Wirkung ist oft größer als die wahre; ein kleinerer Unterschied ist der sicherere Plan.',
  'Difference to tell': 'Zu sehender Unterschied',
  'as found': 'wie gefunden',
  '{n} points': '{n} Punkte',
  '1 point': '1 Punkt',
  'Converts without it': 'Konvertiert ohne ihn',
  'Would convert with it': 'Würde mit ihm konvertieren',
  'Journeys in each half': 'Journeys in jeder Hälfte',
  'Time until as many have come': 'Zeit, bis so viele gekommen sind',
  'What is planned': 'Was geplant ist',
  Figure: 'Größe',
  'No share differs by as much from what converts without it: choose a smaller difference.':
    'Kein Anteil weicht so weit von dem ab, was ohne ihn konvertiert: Wählen Sie einen kleineren Unterschied.',
});

const dayMs = 86_400_000;

const facts = ({ without, withIt, perArm, days }: Experiment) => [
  { what: say('Converts without it'), figure: formatRate(without) },
  { what: say('Would convert with it'), figure: formatRate(withIt) },
  { what: say('Journeys in each half'), figure: formatCount(perArm) },
  {
    what: say('Time until as many have come'),
    figure: days === null ? '–' : formatDuration(days * dayMs),
  },
];

/** How many journeys an experiment about a touchpoint needs. */
export function ExperimentPlan(props: {
  report: ReportTypes['make-or-break'];
  row: MakeOrBreakRow;
}) {
  const { report, row } = props;
  return (
    <div id="experiment">
      <Figure
        title={say('Design an experiment')}
        note={
          <>
            {say(
              'Of the journeys that come to it, draw half at random that do not meet it. So many are needed to tell the difference for sure: two-sided at 5 %, with a power of 80 %. An effect found is often larger than the true one; a smaller difference is the safer plan.',
            )}{' '}
            <Choice
              label={say('Difference to tell')}
              value={view.value.choices.detect}
              options={choices.detect}
              word={(one) =>
                one === 'found'
                  ? say('as found')
                  : one === '1'
                    ? say('1 point')
                    : say('{n} points', { n: one })
              }
              onChange={(detect) => go({ choices: { detect } }, 'replace')}
            />
          </>
        }
        chart={
          row.experiment ? (
            <DataTable
              caption={say('What is planned')}
              rows={facts(row.experiment)}
              rowKey={(one) => one.what}
              columns={[
                { label: say('What is planned'), cell: (one) => one.what },
                { label: say('Figure'), numeric: true, cell: (one) => one.figure },
              ]}
            />
          ) : (
            <p class="note">
              {say(
                'No share differs by as much from what converts without it: choose a smaller difference.',
              )}
            </p>
          )
        }
        footer={<ReportLine report={report} />}
      />
    </div>
  );
}
