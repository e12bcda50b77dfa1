import type { JourneyRow } from '@touchtrail/contract';
import type { Behind } from '@touchtrail/contract/view';
import { commonParameters, role, view, zone } from '../app/state.ts';
import { useReport } from '../app/use-report.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { formatDuration, formatInstant } from '../format/times.ts';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { behindText } from './behind-words.ts';
import { DataTable } from './data-table.tsx';
import { Figure } from './figure.tsx';
import { Link } from './link.tsx';
import { Name } from './name.tsx';
import { ReportLine } from './report-line.tsx';
import { Answer } from './states.tsx';
import { touchpointName } from '../words/registry-names.ts';

const say = words({
  'The people behind it': 'Die Menschen dahinter',
  'Journeys that {what}.': 'Journeys: sie {what}.',
  '{journeys} of {people}, {times}.': '{journeys} von {people}, {times}.',
  time: 'Mal',
  times: 'Mal',
  'The {n} touched last are listed.': 'Aufgeführt sind die {n} zuletzt berührten.',
  'A viewer sees hidden names.': 'Betrachter sehen verdeckte Namen.',
  'Nobody.': 'Niemand.',
  Who: 'Wer',
  Began: 'Begann',
  Took: 'Dauerte',
  Outcome: 'Ausgang',
  Path: 'Weg',
});

const listed = 100;

function Subject({ of }: { of: string }) {
  // A viewer's are hidden names that lead nowhere; an account is no person.
  if (role.value === 'viewer' || view.value.subject === 'account') return <Name>{of}</Name>;
  return (
    <Link to={{ screen: 'people', marks: { person: of } }}>
      <Name>{of}</Name>
    </Link>
  );
}

const List = ({ rows }: { rows: readonly JourneyRow[] }) => (
  <DataTable
    caption={say('The people behind it')}
    rows={rows}
    rowKey={(row) => `${row.subject} ${row.startedAt}`}
    limit={8}
    empty={say('Nobody.')}
    columns={[
      { label: say('Who'), cell: (row) => <Subject of={row.subject} /> },
      { label: say('Outcome'), cell: (row) => common(row.outcome) },
      { label: say('Began'), cell: (row) => formatInstant(row.startedAt, zone.value) },
      {
        label: say('Took'),
        numeric: true,
        cell: (row) => formatDuration(row.endedAt - row.startedAt),
      },
      { label: common('Touches'), numeric: true, cell: (row) => formatCount(row.touches) },
      { label: common('Visits'), numeric: true, cell: (row) => formatCount(row.visits) },
      {
        label: say('Path'),
        minor: true,
        cell: (row) => <Name>{row.path.map(touchpointName).join(' › ')}</Name>,
      },
    ]}
  />
);

/** The journeys behind a figure, counted, the newest listed; each leads to its person, for who may see people. */
export function JourneyList({ behind }: { behind: Behind }) {
  const base = commonParameters.value;
  const state = useReport('journeys', base && { ...base, list: listed, behind });
  return (
    <Answer state={state}>
      {(report) => {
        const { journeys, behind: counts } = report.result;
        const { journeys: n = 0, people = 0, times = 0 } = counts ?? {};
        const count = say('{journeys} of {people}, {times}.', {
          journeys: plural(n, common('journey'), common('journeys')),
          people: plural(people, common('person'), common('people')),
          times: plural(times, say('time'), say('times')),
        });
        const more = [
          ...(journeys.length < n
            ? [say('The {n} touched last are listed.', { n: formatCount(journeys.length) })]
            : []),
          ...(role.value === 'viewer' ? [say('A viewer sees hidden names.')] : []),
        ];
        return (
          <Figure
            title={say('The people behind it')}
            note={[say('Journeys that {what}.', { what: behindText(behind) }), count, ...more].join(
              ' ',
            )}
            chart={<List rows={journeys} />}
            footer={<ReportLine report={report} />}
          />
        );
      }}
    </Answer>
  );
}
