import type { FunnelResult, FunnelStep, ReportTypes } from '@touchtrail/contract';
import { commonParameters, go, site, view } from '../../app/state.ts';
import { answerOf, useReport } from '../../app/use-report.ts';
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

/** The headline: the share that finishes, or how many have so far while most tries still run. */
function headline({ steps, conversion, timeToFinish }: FunnelResult): {
  title: string;
  note: string;
} {
  const entered = steps[0]?.reached ?? 0;
  const last = steps.at(-1);
  const time =
    timeToFinish.n > 0
      ? ` Median time ${formatDuration(timeToFinish.p50)}, middle half ${formatQuartiles(timeToFinish)}.`
      : '';
  if (last && (conversion.rate === null || conversion.of * 2 < entered)) {
    return {
      title: `${formatRate(last.ofFirst.rate)} finished so far`,
      note: `Only ${formatCount(conversion.of)} of ${formatCount(entered)} tries are decided; the others still have time and are not lost. A shorter window decides more.${time}`,
    };
  }
  return {
    title: `${formatRate(conversion.rate)} finish`,
    note: `95 % interval ${formatInterval(conversion)}, of ${formatCount(conversion.of)} whose window is closed or who finished.${time}`,
  };
}

function Result({ report }: { report: ReportTypes['funnel'] }) {
  const { steps } = report.result;
  const { title, note } = headline(report.result);
  return (
    <Figure
      title={title}
      note={note}
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
  const common = commonParameters.value;
  const roads = useReport(
    'paths',
    suggested && common ? { ...common, mergeRepeats: true, variants: 0 } : null,
  );
  const road = suggested ? answerOf(roads) : undefined;
  const steps = suggested ? suggestSteps(road?.result.transitions ?? []) : funnel.steps;
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
      {suggested && roads.phase !== 'done' ? (
        <Answer state={roads}>{() => null}</Answer>
      ) : steps.length < 2 ? (
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
