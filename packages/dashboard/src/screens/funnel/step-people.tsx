import type { FunnelFate, FunnelPerson } from '@touchtrail/contract';
import { useEffect, useRef } from 'preact/hooks';
import { commonParameters, go, role, view, zone } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatDuration, formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Answer } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { listedMark } from './listed.ts';
import type { Listed } from './listed.ts';

const say = words({
  'People at step {n}, {touchpoint}': 'Personen bei Schritt {n}, {touchpoint}',
  'The {n} whose try began last.': 'Die {n}, deren Versuch zuletzt begann.',
  Who: 'Wer',
  Began: 'Begann',
  'Got here after': 'Hier nach',
  'Deepest step': 'Tiefster Schritt',
  'What became of them': 'Was aus ihnen wurde',
  all: 'alle',
  'went on': 'gingen weiter',
  lost: 'verloren',
  'still open': 'noch offen',
  'Nobody.': 'Niemand.',
  'A viewer sees hidden names.': 'Betrachter sehen verdeckte Namen.',
});

const fates: readonly (readonly [FunnelFate, 'all' | 'went on' | 'lost' | 'still open'])[] = [
  ['reached', 'all'],
  ['went-on', 'went on'],
  ['lost', 'lost'],
  ['open', 'still open'],
];
const mostListed = 100;

function Person({ of }: { of: string }) {
  if (role.value === 'viewer' || view.value.subject === 'account') return <Name>{of}</Name>;
  return (
    <Link to={{ screen: 'people', marks: { person: of } }}>
      <Name>{of}</Name>
    </Link>
  );
}

/** Single people at a step, by what became of them there; each leads to their own page. */
export function StepPeople(props: {
  /** What is asked of the funnel. */
  parameters: Readonly<Record<string, unknown>>;
  /** What its steps are called. */
  steps: readonly string[];
  listed: Listed;
}) {
  const { parameters, steps, listed } = props;
  const { step, who } = listed;
  const base = commonParameters.value;
  const state = useReport(
    'funnel',
    base && { ...base, ...parameters, list: mostListed, listStep: step, listWho: who },
  );
  const place = useRef<HTMLDivElement | null>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [step, who]);
  const title = say('People at step {n}, {touchpoint}', {
    n: step,
    touchpoint: steps[step - 1] ?? '',
  });
  const table = (people: readonly FunnelPerson[]) => (
    <DataTable
      caption={title}
      rows={people}
      rowKey={({ subject }) => subject}
      empty={say('Nobody.')}
      columns={[
        { label: say('Who'), cell: ({ subject }) => <Person of={subject} /> },
        {
          label: say('Began'),
          cell: ({ startedAt }) => formatInstant(startedAt, zone.value),
        },
        {
          label: say('Got here after'),
          numeric: true,
          cell: ({ startedAt, reachedAt }) => formatDuration(reachedAt - startedAt),
        },
        {
          label: say('Deepest step'),
          cell: ({ depth }) => <Name>{`${depth}. ${steps[depth - 1] ?? ''}`}</Name>,
        },
      ]}
    />
  );
  return (
    <div ref={place}>
      <div class="controls no-print">
        {step < steps.length && (
          <Segmented
            label={say('What became of them')}
            name="listed"
            value={who}
            options={fates.map(([value, label]) => ({ value, label: say(label) }))}
            onChange={(next) =>
              go({ marks: { listed: listedMark({ step, who: next }) } }, 'replace')
            }
          />
        )}
        <button
          type="button"
          class="button quiet-button"
          onClick={() => go({ marks: { listed: null } })}
        >
          {common('Close')}
        </button>
      </div>
      <Answer state={state}>
        {(report) => (
          <Figure
            title={title}
            note={`${say('The {n} whose try began last.', {
              n: formatCount(report.result.people.length),
            })}${role.value === 'viewer' ? ` ${say('A viewer sees hidden names.')}` : ''}`}
            chart={table(report.result.people)}
            footer={<ReportLine report={report} />}
          />
        )}
      </Answer>
    </div>
  );
}
