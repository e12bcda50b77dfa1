import type { ReportTypes } from '@touchtrail/contract';
import { amounts, transitionParameters } from '@touchtrail/contract/view';
import { commonParameters, go, view } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { ProcessChart } from '../../marks/process-chart.tsx';
import { BehindLink } from '../../ui/behind-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name, Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Answer } from '../../ui/states.tsx';
import { Slider } from '../../ui/slider.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { moveBehind, placeBehind } from './flow-behind.ts';
import { nodeActions } from './node-actions.ts';

const say = words({
  'Process map': 'Prozesskarte',
  'Every touchpoint once. {share} of {n} steps are drawn; the rarer ones are in the table as (rare). Dashed arcs lead back.':
    'Jeder Kontaktpunkt einmal. {share} von {n} Schritten sind gezeichnet; die selteneren stehen in der Tabelle als (rare). Gestrichelte Bögen führen zurück.',
  Touchpoints: 'Kontaktpunkte',
  Connections: 'Verbindungen',
  'Least share': 'Kleinster Anteil',
  'Steps between touchpoints': 'Schritte zwischen Kontaktpunkten',
  In: 'Hinein',
  Out: 'Hinaus',
  'Of leaving': 'Von denen, die gehen',
  forward: 'vorwärts',
  back: 'zurück',
});

type Props = { report: ReportTypes['transitions'] };

function Edges({ report }: Props) {
  return (
    <DataTable
      caption={say('Steps between touchpoints')}
      rows={report.result.edges}
      rowKey={(edge) => `${edge.from}\n${edge.to}`}
      limit={60}
      columns={[
        { label: common('From'), cell: (edge) => <Touchpoint of={edge.from} /> },
        { label: common('To'), cell: (edge) => <Touchpoint of={edge.to} /> },
        {
          label: common('Count'),
          numeric: true,
          cell: (edge) => (
            <BehindLink of={moveBehind(view.value, edge, true)}>
              {formatCount(edge.count)}
            </BehindLink>
          ),
        },
        {
          label: say('Of leaving'),
          numeric: true,
          cell: (edge) => formatRate(edge.share.rate),
        },
        {
          label: common('Median time'),
          numeric: true,
          cell: (edge) => formatDuration(edge.lag?.p50 ?? null),
        },
      ]}
    />
  );
}

/** How often each touchpoint is come to and left, as its box says. */
function Boxes({ report }: Props) {
  return (
    <DataTable
      caption={say('Touchpoints')}
      rows={report.result.nodes}
      rowKey={({ key }) => key}
      limit={30}
      columns={[
        { label: common('Touchpoint'), cell: ({ key }) => <Name>{key}</Name> },
        { label: say('In'), numeric: true, cell: (node) => formatCount(node.in) },
        { label: say('Out'), numeric: true, cell: (node) => formatCount(node.out) },
      ]}
    />
  );
}

function Drawn({ report }: Props) {
  const { result } = report;
  return (
    <Figure
      title={say('Process map')}
      note={say(
        'Every touchpoint once. {share} of {n} steps are drawn; the rarer ones are in the table as (rare). Dashed arcs lead back.',
        { share: formatRate(result.coverage.rate), n: formatCount(result.steps) },
      )}
      legend={
        <ul class="legend">
          <li>
            <i class="stroke forward" aria-hidden="true" /> {say('forward')}
          </li>
          <li>
            <i class="stroke back-edge" aria-hidden="true" /> {say('back')}
          </li>
        </ul>
      }
      chart={
        <ProcessChart
          result={result}
          label={say('Process map')}
          onRoot={(startAt) => go({ choices: { map: 'steps' }, flow: { startAt } })}
          behind={(edge) => moveBehind(view.value, edge, true)}
          behindPlace={(key) => placeBehind(view.value, key)}
          actions={(key) => nodeActions(key, placeBehind(view.value, key))}
        />
      }
      table={
        <>
          <Boxes report={report} />
          <Edges report={report} />
        </>
      }
      footer={<ReportLine report={report} />}
    />
  );
}

/** The process map: which touchpoint follows which, each drawn once. */
export function ProcessMap() {
  const base = commonParameters.value;
  const { amounts: shown } = view.value;
  const state = useReport('transitions', base && { ...base, ...transitionParameters(view.value) });
  return (
    <>
      <div class="controls no-print">
        <Slider
          label={say('Touchpoints')}
          value={shown.nodes}
          {...amounts.nodes}
          onChange={(nodes) => go({ amounts: { nodes } }, 'replace')}
        />
        <Slider
          label={say('Connections')}
          value={shown.edges}
          {...amounts.edges}
          onChange={(edges) => go({ amounts: { edges } }, 'replace')}
        />
        <Slider
          label={say('Least share')}
          value={shown.share}
          {...amounts.share}
          text={(percent) => formatRate(percent / 100)}
          onChange={(share) => go({ amounts: { share } }, 'replace')}
        />
      </div>
      <Answer state={state} height={560}>
        {(report) => <Drawn report={report} />}
      </Answer>
    </>
  );
}
