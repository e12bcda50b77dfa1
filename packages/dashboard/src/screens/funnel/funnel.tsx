import type { FunnelResult, ReportTypes } from '@touchtrail/contract';
import { funnelParameters, tellApart } from '@touchtrail/contract/view';
import { commonParameters, go, view } from '../../app/state.ts';
import { answerOf, useReport } from '../../app/use-report.ts';
import { useCompared } from '../../app/use-compared.ts';
import type { Comparison } from '../../app/use-compared.ts';
import { useTouchpoints } from '../../app/use-touchpoints.ts';
import { formatCount, formatInterval, formatRate } from '../../format/numbers.ts';
import { formatDuration, formatQuartiles } from '../../format/times.ts';
import { ComparedWith } from '../../ui/compared.tsx';
import { comparedColumns, comparedIn, SidesLegend } from '../../ui/compared-sides.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Legend } from '../../ui/legend.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer, Empty, Problem } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { words } from '../../words/words.ts';
import { FunnelChart } from './funnel-chart.tsx';
import { readListed } from './listed.ts';
import { StepGroups } from './step-groups.tsx';
import { stepNames } from './step-names.ts';
import { StepPeople } from './step-people.tsx';
import { StepTimes } from './step-times.tsx';
import { StepsEditor } from './steps-editor.tsx';
import { suggestSteps } from './suggest-steps.ts';

const say = words({
  'Funnel steps': 'Schritte des Trichters',
  Step: 'Schritt',
  Reached: 'Erreicht',
  'Of first': 'Vom ersten',
  'Of previous': 'Vom vorigen',
  Lost: 'Verloren',
  'Still open': 'Noch offen',
  '{rate} finished so far': '{rate} bisher am Ziel',
  '{rate} finish': '{rate} kommen ans Ziel',
  'Median time {time}, middle half {half}.': 'Zeit im Median {time}, mittlere Hälfte {half}.',
  'Only {n} of {all} tries are decided; the others still have time and are not lost. A shorter window decides more.':
    'Nur {n} von {all} Versuchen sind entschieden; die anderen haben noch Zeit und sind nicht verloren. Ein kürzeres Fenster entscheidet mehr.',
  '95 % interval {interval}, of {n} whose window is closed or who finished.':
    '95-%-Intervall {interval}, von {n}, deren Fenster zu ist oder die ans Ziel kamen.',
  'went on': 'gingen weiter',
  'lost: the window has closed': 'verloren: das Fenster ist zu',
  'still open': 'noch offen',
  'A funnel needs two steps or more.': 'Ein Trichter braucht zwei Schritte oder mehr.',
  'Add the touchpoints people should pass, in their order.':
    'Fügen Sie die Kontaktpunkte hinzu, die Menschen durchlaufen sollen, in ihrer Reihenfolge.',
});

const orDash = (value: number | null) => (value === null ? '–' : formatCount(value));

function StepTable({ result, of }: { result: FunnelResult; of: Comparison }) {
  const names = stepNames(result);
  const rows = result.steps.map((step, index) => ({ step, index }));
  const share = comparedIn(of, 'of_first');
  return (
    <DataTable
      caption={say('Funnel steps')}
      rows={rows}
      rowKey={({ index }) => String(index)}
      limit={20}
      columns={[
        {
          label: say('Step'),
          cell: ({ index }) => <Name>{`${index + 1}. ${names[index] ?? ''}`}</Name>,
        },
        { label: say('Reached'), numeric: true, cell: ({ step }) => formatCount(step.reached) },
        { label: say('Of first'), numeric: true, cell: ({ step }) => <Share of={step.ofFirst} /> },
        {
          label: say('Of previous'),
          numeric: true,
          cell: ({ step }) => <Share of={step.ofPrevious} />,
        },
        { label: say('Lost'), numeric: true, cell: ({ step }) => orDash(step.lost) },
        { label: say('Still open'), numeric: true, cell: ({ step }) => orDash(step.stillOpen) },
        {
          label: common('Median time'),
          numeric: true,
          cell: ({ step }) => formatDuration(step.timeFromPrevious?.p50 ?? null),
        },
        ...comparedColumns<(typeof rows)[number]>(of, ({ step, index }) =>
          share(index + 1, step.touchpoint),
        ),
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
      ? ` ${say('Median time {time}, middle half {half}.', {
          time: formatDuration(timeToFinish.p50),
          half: formatQuartiles(timeToFinish),
        })}`
      : '';
  if (last && (conversion.rate === null || conversion.of * 2 < entered)) {
    return {
      title: say('{rate} finished so far', { rate: formatRate(last.ofFirst.rate) }),
      note: `${say(
        'Only {n} of {all} tries are decided; the others still have time and are not lost. A shorter window decides more.',
        { n: formatCount(conversion.of), all: formatCount(entered) },
      )}${time}`,
    };
  }
  return {
    title: say('{rate} finish', { rate: formatRate(conversion.rate) }),
    note: `${say('95 % interval {interval}, of {n} whose window is closed or who finished.', {
      interval: formatInterval(conversion),
      n: formatCount(conversion.of),
    })}${time}`,
  };
}

function Result({ report, of }: { report: ReportTypes['funnel']; of: Comparison }) {
  const { title, note } = headline(report.result);
  return (
    <Figure
      title={title}
      note={note}
      legend={
        <>
          <Legend
            items={[
              { hue: 'converted', label: say('went on') },
              { hue: 'abandoned', label: say('lost: the window has closed') },
              { hue: 'open', label: say('still open') },
            ]}
          />
          <SidesLegend of={of} mark="swatch" />
        </>
      }
      chart={<FunnelChart result={report.result} compared={comparedIn(of, 'of_first')} />}
      table={<StepTable result={report.result} of={of} />}
      footer={<ReportLine report={report} />}
    />
  );
}

/** How far people get along chosen steps, and what they do instead. */
export function Funnel() {
  const { funnel, marks } = view.value;
  const { list, error } = useTouchpoints();
  const suggested = funnel.steps.length === 0;
  const base = commonParameters.value;
  const roads = useReport(
    'paths',
    suggested && base ? { ...base, mergeRepeats: true, variants: 0 } : null,
  );
  const road = suggested ? answerOf(roads) : undefined;
  const steps = suggested ? suggestSteps(road?.result.transitions ?? []) : funnel.steps;
  const parameters = funnelParameters(view.value, steps);
  const state = useReport(
    'funnel',
    base && steps.length >= 2 ? { ...base, ...parameters, ...tellApart(view.value) } : null,
  );
  const compared = useCompared(
    'funnel',
    steps.length >= 2 ? { ...parameters, ...tellApart(view.value) } : null,
  );
  const listed = readListed(marks.listed, steps.length);
  return (
    <>
      <h1>{screenTitle('funnel')}</h1>
      {error && <Problem error={error} />}
      <StepsEditor
        steps={steps}
        window={funnel.window}
        touchpoints={list ?? []}
        suggested={suggested && steps.length > 0}
        onSteps={(next) => go({ funnel: { steps: next } })}
        onWindow={(window) => go({ funnel: { window } })}
      />
      {suggested && (roads.phase !== 'done' || roads.report.population.touches === 0) ? (
        <Answer state={roads}>{() => null}</Answer>
      ) : steps.length < 2 ? (
        <Empty title={say('A funnel needs two steps or more.')}>
          <p>{say('Add the touchpoints people should pass, in their order.')}</p>
        </Empty>
      ) : (
        <>
          <ComparedWith of={compared} />
          <Answer state={state} height={420}>
            {(report) => (
              <>
                <Result report={report} of={compared} />
                {listed && (
                  <StepPeople
                    parameters={parameters}
                    steps={stepNames(report.result)}
                    listed={listed}
                  />
                )}
                <StepGroups report={report} of={compared} />
                <StepTimes report={report} />
              </>
            )}
          </Answer>
        </>
      )}
    </>
  );
}
