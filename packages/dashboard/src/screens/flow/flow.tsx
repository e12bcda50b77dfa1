import type { FlowNode, ReportTypes } from '@touchtrail/contract';
import { amounts, limits, pathParameters } from '@touchtrail/contract/view';
import { commonParameters, go, view } from '../../app/state.ts';
import { useCompared } from '../../app/use-compared.ts';
import type { Comparison } from '../../app/use-compared.ts';
import { useReport } from '../../app/use-report.ts';
import { useTouchpoints } from '../../app/use-touchpoints.ts';
import { formatCount, formatRate, plural } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { FlowChart } from '../../marks/flow-chart.tsx';
import { BehindLink } from '../../ui/behind-link.tsx';
import { BehindPanel } from '../../ui/behind-panel.tsx';
import { ComparedWith } from '../../ui/compared.tsx';
import { comparedColumns, comparedIn, SidesLegend } from '../../ui/compared-sides.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { LazyJourneyList } from '../../ui/lazy-journey-list.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { Legend } from '../../ui/legend.tsx';
import type { Hue } from '../../ui/legend.tsx';
import { Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Answer } from '../../ui/states.tsx';
import { Slider } from '../../ui/slider.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { TooYoung } from '../../ui/too-young.tsx';
import { TouchpointSelect } from '../../ui/touchpoint-select.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { words } from '../../words/words.ts';
import { moveBehind, stepBehind } from './flow-behind.ts';
import { LeftOut } from './left-out.tsx';
import { nodeActions } from './node-actions.ts';
import { Variants } from './variants.tsx';

/** Loaded by who looks at it: most begin with the steps. */
const ProcessMap = lazy(async () => (await import('./process-map.tsx')).ProcessMap);

const say = words({
  Picture: 'Bild',
  Steps: 'Schritte',
  'Process map': 'Prozesskarte',
  'One path is': 'Ein Weg ist',
  'Start at': 'Beginn bei',
  'End at': 'Ende bei',
  'Items per step': 'Felder je Schritt',
  'Least share': 'Kleinster Anteil',
  Again: 'Erneut',
  'Later visit': 'Späterer Besuch',
  'Earlier visit': 'Früherer Besuch',
  'Abandoned here': 'Hier abgebrochen',
  'Open here': 'Hier offen',
  'after a pause, in a later visit': 'nach einer Pause, in einem späteren Besuch',
  'Merge repeats': 'Wiederholungen zusammenfassen',
  'Boxes of the flow': 'Felder des Bildes',
  Step: 'Schritt',
  'Touchpoint or end': 'Kontaktpunkt oder Ende',
  Paths: 'Wege',
  Transitions: 'Übergänge',
  'Of leaving': 'Von denen, die gehen',
  'Step by step': 'Schritt für Schritt',
  'Step by step from a chosen start': 'Schritt für Schritt ab einem gewählten Beginn',
  'Each column is all {paths}. Choose a box to start there.':
    'Jede Spalte sind alle {paths}. Wählen Sie ein Feld, um dort zu beginnen.',
  '{paths} from their first touch at': '{paths} ab ihrem ersten Kontakt bei',
  'People are listed where one path is a journey.':
    'Personen sind aufgeführt, wo ein Weg eine Journey ist.',
  'Start anywhere': 'Überall beginnen',
  ended: 'endete',
  'No path goes through here in this period.': 'In diesem Zeitraum führt kein Weg hier durch.',
});

const units = ['journey', 'person', 'visit'] as const;
const unitWords = { journey: 'Journeys', person: 'People', visit: 'Visits' } as const;
const singular = { journey: 'journey', person: 'person', visit: 'visit' } as const;
const plurals = { journey: 'journeys', person: 'people', visit: 'visits' } as const;

/** So many paths of a unit in words. */
function countPaths({ unit, paths }: { unit: string; paths: number }): string {
  const known = units.find((value) => value === unit) ?? 'visit';
  return plural(paths, common(singular[known]), common(plurals[known]));
}

function Controls() {
  const { flow } = view.value;
  const { list } = useTouchpoints();
  return (
    <div class="controls no-print">
      <Segmented
        label={say('Picture')}
        name="flow-map"
        value={view.value.choices.map}
        options={[
          { value: 'steps', label: say('Steps') },
          { value: 'process', label: say('Process map') },
        ]}
        onChange={(map) => go({ choices: { map } })}
      />
      <Segmented
        label={say('One path is')}
        name="path-unit"
        value={flow.unit}
        options={units.map((value) => ({ value, label: common(unitWords[value]) }))}
        onChange={(unit) => go({ flow: { unit } })}
      />
      {view.value.choices.map === 'steps' && (
        <>
          <label class="control">
            <span class="control-label">{say('Start at')}</span>
            <TouchpointSelect
              label={say('Start at')}
              value={flow.startAt}
              touchpoints={list ?? []}
              none={common('any touchpoint')}
              onChange={(startAt) => go({ flow: { startAt } })}
            />
          </label>
          <label class="control">
            <span class="control-label">{say('End at')}</span>
            <TouchpointSelect
              label={say('End at')}
              value={view.value.marks.end}
              touchpoints={list ?? []}
              none={common('any touchpoint')}
              onChange={(end) => go({ marks: { end } })}
            />
          </label>
          <Stepper
            label={say('Steps')}
            value={flow.steps}
            {...limits.steps}
            onChange={(steps) => go({ flow: { steps } }, 'replace')}
          />
          <Stepper
            label={say('Items per step')}
            value={flow.items}
            {...limits.items}
            onChange={(items) => go({ flow: { items } }, 'replace')}
          />
          <Slider
            label={say('Least share')}
            value={view.value.amounts.minshare}
            {...amounts.minshare}
            text={(percent) => formatRate(percent / 100)}
            onChange={(minshare) => go({ amounts: { minshare } }, 'replace')}
          />
        </>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={flow.merge}
          onChange={(event) => go({ flow: { merge: event.currentTarget.checked } })}
        />
        {say('Merge repeats')}
      </label>
      <LeftOut />
    </div>
  );
}

/** A count; nothing where there is none to tell. */
const told = (n: number | null) => (n === null ? '' : formatCount(n));

/** How a step's rows read in the table: boxes of a step sum to all paths. */
function Steps({ report, of }: { report: ReportTypes['paths']; of: Comparison }) {
  const share = comparedIn(of, 'share');
  const { flow, transitions, direction } = report.result;
  return (
    <>
      <DataTable
        caption={say('Boxes of the flow')}
        rows={flow.nodes.toSorted((a, b) => a.step - b.step || b.paths - a.paths)}
        rowKey={(node) => `${node.step}\n${node.key}`}
        limit={40}
        columns={[
          { label: say('Step'), cell: (node) => String(node.step) },
          { label: say('Touchpoint or end'), cell: (node) => <Touchpoint of={node.key} /> },
          {
            label: say('Paths'),
            numeric: true,
            cell: (node) => (
              <BehindLink of={stepBehind(view.value, node)}>{formatCount(node.paths)}</BehindLink>
            ),
          },
          { label: common('Share'), numeric: true, cell: (node) => formatRate(node.share.rate) },
          {
            label: say('Again'),
            numeric: true,
            cell: ({ again }) => told(again),
          },
          {
            label: say(direction === 'backward' ? 'Earlier visit' : 'Later visit'),
            numeric: true,
            cell: ({ later }) => told(later),
          },
          {
            label: say('Abandoned here'),
            numeric: true,
            cell: ({ abandoned }) => told(abandoned),
          },
          { label: say('Open here'), numeric: true, cell: ({ open }) => told(open) },
          ...comparedColumns<FlowNode>(of, (node) => share(node.step, node.key)),
        ]}
      />
      <h3>{say('Transitions')}</h3>
      <DataTable
        caption={say('Transitions')}
        rows={transitions}
        rowKey={(one) => `${one.from}\n${one.to}`}
        limit={20}
        columns={[
          { label: common('From'), cell: (one) => <Touchpoint of={one.from} /> },
          { label: common('To'), cell: (one) => <Touchpoint of={one.to} /> },
          {
            label: common('Count'),
            numeric: true,
            cell: (one) => (
              <BehindLink of={moveBehind(view.value, one)}>{formatCount(one.count)}</BehindLink>
            ),
          },
          { label: say('Of leaving'), numeric: true, cell: (one) => formatRate(one.share.rate) },
          {
            label: common('Median time'),
            numeric: true,
            cell: (one) => formatDuration(one.lag?.p50 ?? null),
          },
        ]}
      />
    </>
  );
}

const journeyLegend = (): readonly { hue: Hue; label: string }[] => [
  { hue: 'converted', label: common('converted') },
  { hue: 'abandoned', label: common('abandoned') },
  { hue: 'open', label: common('open, not decided yet') },
];

/** The roads people take, step by step or as a map. */
export function Flow() {
  const { map } = view.value.choices;
  return (
    <>
      <h1>{screenTitle('flow')}</h1>
      <Controls />
      {map === 'process' ? <ProcessMap /> : <StepFlow />}
      {view.value.flow.unit !== 'journey' && (
        <p class="quiet">{say('People are listed where one path is a journey.')}</p>
      )}
      <BehindPanel />
    </>
  );
}

function StepFlow() {
  const { flow } = view.value;
  const base = commonParameters.value;
  const state = useReport('paths', base && { ...base, ...pathParameters(view.value) });
  // As many boxes as the report gives: what is drawn here may be rarer on the other side.
  const compared = useCompared('paths', {
    ...pathParameters(view.value),
    itemsPerStep: undefined,
    rows: 200,
  });
  return (
    <>
      <ComparedWith of={compared} />
      <Answer state={state} height={560}>
        {(report) => {
          const { result } = report;
          return (
            <>
              {result.unit === 'journey' && <TooYoung report={report} />}
              <Figure
                keepChart
                title={say(
                  flow.startAt === null ? 'Step by step' : 'Step by step from a chosen start',
                )}
                note={
                  flow.startAt === null ? (
                    say('Each column is all {paths}. Choose a box to start there.', {
                      paths: countPaths(result),
                    })
                  ) : (
                    <>
                      {say('{paths} from their first touch at', { paths: countPaths(result) })}{' '}
                      <strong>
                        <bdi>{flow.startAt}</bdi>
                      </strong>{' '}
                      <button
                        type="button"
                        class="button small"
                        onClick={() => go({ flow: { startAt: null } })}
                      >
                        {say('Start anywhere')}
                      </button>
                    </>
                  )
                }
                legend={
                  <>
                    <Legend
                      items={[
                        ...(result.unit === 'journey'
                          ? journeyLegend()
                          : [{ hue: 'neutral' as const, label: say('ended') }]),
                        ...(result.flow.links.some(({ later }) => later)
                          ? [
                              {
                                hue: 'later' as const,
                                label: say('after a pause, in a later visit'),
                              },
                            ]
                          : []),
                      ]}
                    />
                    <SidesLegend of={compared} mark="delta" />
                  </>
                }
                chart={
                  result.paths === 0 ? (
                    <p class="quiet">{say('No path goes through here in this period.')}</p>
                  ) : (
                    <FlowChart
                      flow={result.flow}
                      backward={result.direction === 'backward'}
                      paths={result.paths}
                      words={countPaths(result)}
                      onRoot={(startAt) => go({ flow: { startAt } })}
                      behind={(place) => stepBehind(view.value, place)}
                      actions={(place) => nodeActions(place.key, stepBehind(view.value, place))}
                      compared={comparedIn(compared, 'share')}
                    />
                  )
                }
                table={<Steps report={report} of={compared} />}
                footer={<ReportLine report={report} />}
              />
              {result.paths > 0 && <Variants report={report} />}
              {flow.startAt !== null && view.value.behind === null && (
                <LazyJourneyList behind={{ kind: 'touched', touchpoint: flow.startAt }} />
              )}
            </>
          );
        }}
      </Answer>
    </>
  );
}
