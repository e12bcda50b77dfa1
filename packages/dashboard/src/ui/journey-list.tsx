import { segmentParameter } from '@touchtrail/contract/view';
import type { Condition } from '@touchtrail/contract/view';
import { commonParameters, role, view, zone } from '../app/state.ts';
import { useReport } from '../app/use-report.ts';
import { formatCount } from '../format/numbers.ts';
import { formatDuration, formatInstant } from '../format/times.ts';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { DataTable } from './data-table.tsx';
import { Figure } from './figure.tsx';
import { Link } from './link.tsx';
import { Name } from './name.tsx';
import { ReportLine } from './report-line.tsx';
import { Answer } from './states.tsx';

const say = words({
  'The people behind it': 'Die Menschen dahinter',
  'Journeys of people who touched {touchpoint}, the newest first; {n} in all.':
    'Journeys von Menschen, die {touchpoint} berührten, die neueste zuerst; {n} insgesamt.',
  Who: 'Wer',
  Began: 'Begann',
  Took: 'Dauerte',
  Outcome: 'Ausgang',
  Path: 'Weg',
});

const listed = 50;

function Subject({ of }: { of: string }) {
  // A viewer's are hidden names that lead nowhere; an account is no person.
  if (role.value === 'viewer' || view.value.subject === 'account') return <Name>{of}</Name>;
  return (
    <Link to={{ screen: 'people', marks: { person: of } }}>
      <Name>{of}</Name>
    </Link>
  );
}

/** Single journeys of people who touched a touchpoint; each leads to its person, for who may see people. */
export function JourneyList({ touchpoint }: { touchpoint: string }) {
  const base = commonParameters.value;
  const touched: Condition = { field: 'touchpoint', op: 'is', value: touchpoint };
  const state = useReport(
    'journeys',
    base && {
      ...base,
      list: listed,
      segment: segmentParameter([...view.value.segment, touched]),
    },
  );
  return (
    <Answer state={state}>
      {(report) => (
        <Figure
          title={say('The people behind it')}
          note={say('Journeys of people who touched {touchpoint}, the newest first; {n} in all.', {
            touchpoint,
            n: formatCount(report.population.journeys),
          })}
          chart={
            <DataTable
              caption={say('The people behind it')}
              rows={report.result.journeys}
              rowKey={(row) => `${row.subject} ${row.startedAt}`}
              limit={8}
              columns={[
                { label: say('Who'), cell: (row) => <Subject of={row.subject} /> },
                { label: say('Outcome'), cell: (row) => common(row.outcome) },
                { label: say('Began'), cell: (row) => formatInstant(row.startedAt, zone.value) },
                {
                  label: say('Took'),
                  numeric: true,
                  cell: (row) => formatDuration(row.endedAt - row.startedAt),
                },
                {
                  label: common('Touches'),
                  numeric: true,
                  cell: (row) => formatCount(row.touches),
                },
                { label: common('Visits'), numeric: true, cell: (row) => formatCount(row.visits) },
                {
                  label: say('Path'),
                  minor: true,
                  cell: (row) => <Name>{row.path.join(' › ')}</Name>,
                },
              ]}
            />
          }
          footer={<ReportLine report={report} />}
        />
      )}
    </Answer>
  );
}
