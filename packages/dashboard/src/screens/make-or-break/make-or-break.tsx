import type { MakeOrBreakRow, ReportTypes } from '@touchtrail/contract';
import { choices, decidingParameters } from '@touchtrail/contract/view';
import { commonParameters, go, view } from '../../app/state.ts';
import { useCompared } from '../../app/use-compared.ts';
import type { Comparison } from '../../app/use-compared.ts';
import { useReport } from '../../app/use-report.ts';
import {
  formatCount,
  formatFigure,
  formatQ,
  formatRate,
  formatSigned,
} from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { IntervalRows } from '../../marks/interval-rows.tsx';
import { Choice } from '../../ui/choice.tsx';
import { ComparedWith } from '../../ui/compared.tsx';
import { comparedColumns, comparedIn, SidesLegend, withOther } from '../../ui/compared-sides.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { TooYoung } from '../../ui/too-young.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { AdjustFor, adjustedWords } from './adjusted.tsx';
import { Evidence } from './evidence.tsx';
import { forestRow } from './forest-row.ts';
import { say, verdictWord } from './say.ts';
import { touchpointName } from '../../words/registry-names.ts';

function Forest({ report, of }: { report: ReportTypes['make-or-break']; of: Comparison }) {
  const { rows, horizonMs, journeys, touchpoints } = report.result;
  const effect = comparedIn(of, 'effect');
  const judged = rows.flatMap((row) =>
    forestRow(row).map((one) => withOther(one, effect(row.touchpoint), formatSigned)),
  );
  const without = rows.length - judged.length;
  return (
    <Figure
      title={say('Which touchpoints decide')}
      note={`${say(
        'Change in conversion within {horizon} of the journeys that met it, in points, beside comparable touches of journeys that had not. {n} journeys were watched that long. An association, no proof: what is not measured may stand behind it.',
        { horizon: formatDuration(horizonMs), n: formatCount(journeys) },
      )} ${adjustedWords(report)}`}
      legend={
        <>
          <ul class="legend">
            <li>
              <i class="dot good" aria-hidden="true" /> {say('makes')}
            </li>
            <li>
              <i class="dot flagged" aria-hidden="true" /> {say('breaks')}
            </li>
            <li>
              <i class="dot plain" aria-hidden="true" /> {say('not distinguishable from no effect')}
            </li>
          </ul>
          <SidesLegend of={of} mark="dot" />
        </>
      }
      chart={
        <>
          {judged.length === 0 ? (
            <Empty title={say('No touchpoint can be judged yet.')}>
              <p>{say('The table says for each what is missing.')}</p>
            </Empty>
          ) : (
            <IntervalRows
              ariaLabel={say('Effect on conversion by touchpoint')}
              axisLabel={say('points of conversion')}
              format={formatSigned}
              rightWidth={210}
              rows={judged}
            />
          )}
          {without > 0 && (
            <p class="quiet">
              {say('{n} of {all} touchpoints cannot be judged: see the table.', {
                n: formatCount(without),
                all: formatCount(touchpoints),
              })}
            </p>
          )}
        </>
      }
      table={<Rows rows={rows} of={of} />}
      footer={<ReportLine report={report} />}
    />
  );
}

const interval = (one: { low: number; high: number } | null, format: (n: number) => string) =>
  one ? common('{low} to {high}', { low: format(one.low), high: format(one.high) }) : '–';

function Rows({ rows, of }: { rows: readonly MakeOrBreakRow[]; of: Comparison }) {
  const effect = comparedIn(of, 'effect');
  return (
    <DataTable
      caption={say('Effect on conversion by touchpoint')}
      rows={rows}
      rowKey={(row) => row.touchpoint}
      limit={30}
      columns={[
        { label: common('Touchpoint'), cell: (row) => <Touchpoint of={row.touchpoint} keyed /> },
        { label: say('Reach'), numeric: true, cell: (row) => formatRate(row.reach.rate) },
        { label: common('Journeys'), numeric: true, cell: (row) => formatCount(row.reach.count) },
        {
          label: common('Effect'),
          numeric: true,
          cell: (row) => (row.effect ? formatSigned(row.effect.value) : '–'),
        },
        {
          label: common('95 % interval'),
          numeric: true,
          cell: (row) => interval(row.effect, formatSigned),
        },
        { label: 'q', numeric: true, cell: (row) => formatQ(row.q) },
        {
          label: say('Crude odds'),
          numeric: true,
          minor: true,
          cell: (row) => formatFigure(row.crude?.value ?? null),
        },
        {
          label: say('Adjusted odds'),
          numeric: true,
          minor: true,
          cell: (row) => formatFigure(row.adjusted?.value ?? null),
        },
        {
          label: say('E-value'),
          numeric: true,
          minor: true,
          cell: (row) => formatFigure(row.eValue?.bound ?? null),
        },
        {
          label: say('Overlap'),
          numeric: true,
          minor: true,
          cell: (row) => formatRate(row.overlap),
        },
        { label: common('Verdict'), cell: (row) => verdictWord(row) },
        ...comparedColumns<MakeOrBreakRow>(of, (row) => effect(row.touchpoint), formatSigned),
      ]}
    />
  );
}

const list = (some: readonly MakeOrBreakRow[]): string =>
  some
    .slice(0, 3)
    .map((row) => touchpointName(row.touchpoint))
    // Names have commas of their own.
    .join(' · ');

/** Three sentences before the plot: what makes, what breaks, how many are open. */
function Summary({ rows }: { rows: readonly MakeOrBreakRow[] }) {
  const truths = rows.filter((row) => row.momentOfTruth);
  const makes = rows.filter((row) => row.verdict === 'make' && !row.momentOfTruth);
  const breaks = rows.filter((row) => row.verdict === 'break');
  return (
    <p class="sentence">
      {truths.length > 0 ? (
        <>
          {say('Moments of truth:')} <strong class="good">{list(truths)}</strong>.{' '}
        </>
      ) : (
        `${say('No moment of truth is certain in this period.')} `
      )}
      {makes.length > 0 && (
        <>
          {say('For conversion works:')} <strong class="good">{list(makes)}</strong>.{' '}
        </>
      )}
      {breaks.length > 0 ? (
        <>
          {say('Against conversion works:')} <strong class="lost">{list(breaks)}</strong>.
        </>
      ) : (
        say('Nothing is certain to work against conversion.')
      )}
    </p>
  );
}

/** Which touchpoints change the chance of conversion, and how sure that is. */
export function MakeOrBreak() {
  const base = commonParameters.value;
  const { horizon } = view.value.choices;
  const { at } = view.value.marks;
  const parameters = decidingParameters(view.value);
  const state = useReport('make-or-break', base && { ...base, ...parameters });
  const compared = useCompared('make-or-break', parameters);
  return (
    <>
      <h1>{screenTitle('make-or-break')}</h1>
      <div class="controls no-print">
        <Choice
          label={say('Conversion within')}
          value={horizon}
          options={choices.horizon.toSorted(
            (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
          )}
          word={(one) => formatDuration(Number.parseInt(one, 10) * 86_400_000)}
          onChange={(next) => go({ choices: { horizon: next } })}
        />
        <AdjustFor />
      </div>
      <ComparedWith of={compared} />
      <Answer state={state} height={520}>
        {(report) => {
          const { rows } = report.result;
          if (at !== null) {
            const row = rows.find((one) => one.touchpoint === at);
            return <Evidence report={report} row={row} at={at} />;
          }
          return (
            <>
              <Summary rows={rows} />
              <TooYoung report={report} />
              <Forest report={report} of={compared} />
            </>
          );
        }}
      </Answer>
    </>
  );
}
