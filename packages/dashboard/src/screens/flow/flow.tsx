import type { ReportTypes } from '@touchtrail/contract';
import { commonParameters, go, site, view } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import { useTouchpoints } from '../../app/use-touchpoints.ts';
import { limits } from '../../app/view-state.ts';
import { formatCount, formatRate, plural } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { FlowChart } from '../../marks/flow-chart.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Legend } from '../../ui/legend.tsx';
import type { Hue } from '../../ui/legend.tsx';
import { Name } from '../../ui/name.tsx';
import { PopulationLine } from '../../ui/population-line.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Answer } from '../../ui/states.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { TooYoung } from '../../ui/too-young.tsx';
import { TouchpointSelect } from '../../ui/touchpoint-select.tsx';
import { Variants } from './variants.tsx';

const units = [
  { value: 'journey', label: 'Journeys' },
  { value: 'person', label: 'People' },
  { value: 'visit', label: 'Visits' },
] as const;

function Controls() {
  const { flow } = view.value;
  const { list } = useTouchpoints();
  return (
    <div class="controls no-print">
      <Segmented
        label="One path is"
        name="path-unit"
        value={flow.unit}
        options={units}
        onChange={(unit) => go({ flow: { unit } })}
      />
      <label class="control">
        <span class="control-label">Start at</span>
        <TouchpointSelect
          label="Start at"
          value={flow.startAt}
          touchpoints={list ?? []}
          none="any touchpoint"
          onChange={(startAt) => go({ flow: { startAt } })}
        />
      </label>
      <Stepper
        label="Steps"
        value={flow.steps}
        {...limits.steps}
        onChange={(steps) => go({ flow: { steps } }, 'replace')}
      />
      <Stepper
        label="Items per step"
        value={flow.items}
        {...limits.items}
        onChange={(items) => go({ flow: { items } }, 'replace')}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={flow.merge}
          onChange={(event) => go({ flow: { merge: event.currentTarget.checked } })}
        />
        Merge repeats
      </label>
    </div>
  );
}

/** How a step's rows read in the table: boxes of a step sum to all paths. */
function Steps({ report }: { report: ReportTypes['paths'] }) {
  const { flow, transitions } = report.result;
  return (
    <>
      <DataTable
        caption="Boxes of the flow"
        rows={flow.nodes.toSorted((a, b) => a.step - b.step || b.paths - a.paths)}
        rowKey={(node) => `${node.step}\n${node.key}`}
        limit={40}
        columns={[
          { label: 'Step', cell: (node) => String(node.step) },
          { label: 'Touchpoint or end', cell: (node) => <Name>{node.key}</Name> },
          { label: 'Paths', numeric: true, cell: (node) => formatCount(node.paths) },
          { label: 'Share', numeric: true, cell: (node) => formatRate(node.share.rate) },
        ]}
      />
      <h3>Transitions</h3>
      <DataTable
        caption="Transitions"
        rows={transitions}
        rowKey={(one) => `${one.from}\n${one.to}`}
        limit={20}
        columns={[
          { label: 'From', cell: (one) => <Name>{one.from}</Name> },
          { label: 'To', cell: (one) => <Name>{one.to}</Name> },
          { label: 'Count', numeric: true, cell: (one) => formatCount(one.count) },
          { label: 'Of leaving', numeric: true, cell: (one) => formatRate(one.share.rate) },
          {
            label: 'Median lag',
            numeric: true,
            cell: (one) => formatDuration(one.lag?.p50 ?? null),
          },
        ]}
      />
    </>
  );
}

const legends: Record<string, readonly { hue: Hue; label: string }[]> = {
  journey: [
    { hue: 'converted', label: 'converted' },
    { hue: 'abandoned', label: 'abandoned' },
    { hue: 'open', label: 'open, not decided yet' },
  ],
};

/** The roads people take, step by step. */
export function Flow() {
  const { flow } = view.value;
  const common = commonParameters.value;
  const state = useReport(
    'paths',
    common && {
      ...common,
      unit: flow.unit,
      steps: flow.steps,
      itemsPerStep: flow.items,
      mergeRepeats: flow.merge,
      ...(flow.startAt === null ? {} : { startAt: flow.startAt }),
    },
  );
  return (
    <>
      <h1>Flow</h1>
      <Controls />
      <Answer state={state} height={560}>
        {(report) => {
          const { result } = report;
          return (
            <>
              {result.unit === 'journey' && <TooYoung report={report} />}
              <Figure
                title={flow.startAt === null ? 'Step by step' : 'Step by step from a chosen start'}
                note={
                  flow.startAt === null ? (
                    `Each column is all ${plural(result.paths, result.unit, `${result.unit}s`)}. Choose a box to start there.`
                  ) : (
                    <>
                      {plural(result.paths, result.unit, `${result.unit}s`)} from their first touch
                      at{' '}
                      <strong>
                        <bdi>{flow.startAt}</bdi>
                      </strong>{' '}
                      <button
                        type="button"
                        class="button small"
                        onClick={() => go({ flow: { startAt: null } })}
                      >
                        Start anywhere
                      </button>
                    </>
                  )
                }
                legend={
                  <Legend items={legends[result.unit] ?? [{ hue: 'neutral', label: 'ended' }]} />
                }
                chart={
                  result.paths === 0 ? (
                    <p class="quiet">No path goes through this start in this period.</p>
                  ) : (
                    <FlowChart
                      flow={result.flow}
                      paths={result.paths}
                      unit={result.unit}
                      onRoot={(startAt) => go({ flow: { startAt } })}
                    />
                  )
                }
                table={<Steps report={report} />}
                footer={<PopulationLine report={report} timeZone={site.value?.timezone ?? 'UTC'} />}
              />
              {result.paths > 0 && <Variants report={report} />}
            </>
          );
        }}
      </Answer>
    </>
  );
}
