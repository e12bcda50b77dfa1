import type { FunnelStep, ReportTypes } from '@touchtrail/contract';
import { commonParameters, go, site, view } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import { useTouchpoints } from '../../app/use-touchpoints.ts';
import { formatCount, formatInterval, formatRate } from '../../format/numbers.ts';
import { formatDuration, formatQuartiles } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Legend } from '../../ui/legend.tsx';
import { Name } from '../../ui/name.tsx';
import { PopulationLine } from '../../ui/population-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer, Empty, Problem } from '../../ui/states.tsx';
import { FunnelChart } from './funnel-chart.tsx';
import { StepsEditor } from './steps-editor.tsx';
import { suggestSteps } from './suggest-steps.ts';

const orDash = (value: number | null) => (value === null ? '–' : formatCount(value));

function StepTable({ steps }: { steps: readonly FunnelStep[] }) {
  const rows = steps.map((step, index) => ({ step, index }));
  return (
    <DataTable
      caption="Funnel steps"
      rows={rows}
      rowKey={({ index }) => String(index)}
      limit={20}
      columns={[
        {
          label: 'Step',
          cell: ({ step, index }) => <Name>{`${index + 1}. ${step.touchpoint}`}</Name>,
        },
        { label: 'Reached', numeric: true, cell: ({ step }) => formatCount(step.reached) },
        { label: 'Of first', numeric: true, cell: ({ step }) => <Share of={step.ofFirst} /> },
        { label: 'Of previous', numeric: true, cell: ({ step }) => <Share of={step.ofPrevious} /> },
        { label: 'Lost', numeric: true, cell: ({ step }) => orDash(step.lost) },
        { label: 'Still open', numeric: true, cell: ({ step }) => orDash(step.stillOpen) },
        {
          label: 'Median time',
          numeric: true,
          cell: ({ step }) => formatDuration(step.timeFromPrevious?.p50 ?? null),
        },
      ]}
    />
  );
}

function Result({ report }: { report: ReportTypes['funnel'] }) {
  const { steps, conversion, timeToFinish } = report.result;
  return (
    <Figure
      title={
        conversion.rate === null
          ? 'Nobody has finished or run out of time yet'
          : `${formatRate(conversion.rate)} finish`
      }
      note={
        conversion.rate === null
          ? 'Tries whose window still runs are open, not lost.'
          : `95 % interval ${formatInterval(conversion)}, of ${formatCount(conversion.of)} whose window is closed or who finished${timeToFinish.n > 0 ? ` · median ${formatDuration(timeToFinish.p50)} (middle half ${formatQuartiles(timeToFinish)})` : ''}`
      }
      legend={
        <Legend
          items={[
            { hue: 'converted', label: 'went on' },
            { hue: 'abandoned', label: 'lost: the window has closed' },
            { hue: 'open', label: 'still open' },
          ]}
        />
      }
      chart={<FunnelChart result={report.result} />}
      table={<StepTable steps={steps} />}
      footer={<PopulationLine report={report} timeZone={site.value?.timezone ?? 'UTC'} />}
    />
  );
}

/** How far people get along chosen steps, and what they do instead. */
export function Funnel() {
  const { funnel } = view.value;
  const { list, error } = useTouchpoints();
  const suggested = funnel.steps.length === 0;
  const steps = suggested ? suggestSteps(list ?? []) : funnel.steps;
  const common = commonParameters.value;
  const state = useReport(
    'funnel',
    common && steps.length >= 2 ? { ...common, steps, window: funnel.window } : null,
  );
  return (
    <>
      <h1>Funnel</h1>
      {error && <Problem error={error} />}
      <StepsEditor
        steps={steps}
        window={funnel.window}
        touchpoints={list ?? []}
        suggested={suggested && steps.length > 0}
        onSteps={(next) => go({ funnel: { steps: next } })}
        onWindow={(window) => go({ funnel: { window } })}
      />
      {steps.length < 2 && list ? (
        <Empty title="A funnel needs two steps or more.">
          <p>Add the touchpoints people should pass, in their order.</p>
        </Empty>
      ) : (
        <Answer state={state} height={420}>
          {(report) => <Result report={report} />}
        </Answer>
      )}
    </>
  );
}
