import type { Adjustment } from '@touchtrail/contract/view';
import type { EvidenceStratum, Interval, MakeOrBreakRow, ReportTypes } from '@touchtrail/contract';
import {
  formatCount,
  formatFigure,
  formatPoints,
  formatQ,
  formatRate,
  formatSigned,
} from '../../format/numbers.ts';
import { PairRows } from '../../marks/pair-rows.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { LazyJourneyList } from '../../ui/lazy-journey-list.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Empty } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { adjustedWords, adjustmentName, sharedValue } from './adjusted.tsx';
import { ExperimentPlan } from './experiment.tsx';
import { say, verdictWord } from './say.ts';
import { touchpointName } from '../../words/registry-names.ts';

const steps: Readonly<Record<number, string>> = { 4: '4–5', 5: '6–8', 6: '9+' };
const stepText = (step: number): string => steps[step] ?? String(step);
const stratumKey = ({ step, values }: EvidenceStratum): string => [step, ...values].join(' ');
const stratumName =
  (adjust: readonly Adjustment[]) =>
  ({ step, values }: EvidenceStratum): string =>
    [
      say('Step {step}', { step: stepText(step) }),
      ...values.map((value, at) => sharedValue(adjust[at], value)),
    ].join(' · ');

const withBounds = (one: Interval | null, format: (value: number) => string): string =>
  one
    ? `${format(one.value)} (${common('{low} to {high}', { low: format(one.low), high: format(one.high) })})`
    : '–';

function facts(row: MakeOrBreakRow): { question: string; answer: string }[] {
  return [
    {
      question: say('Effect on conversion, in points'),
      answer: `${withBounds(row.effect, formatSigned)} · ${verdictWord(row)}`,
    },
    {
      question: say('Journeys that met it'),
      answer: `${formatCount(row.reach.count)} · ${formatRate(row.reach.rate)}`,
    },
    {
      question: say('False discovery rate (q) over all touchpoints'),
      answer: formatQ(row.q),
    },
    { question: say('Odds as they are'), answer: withBounds(row.crude, formatFigure) },
    {
      question: say('Odds at the same step, of journeys that are alike'),
      answer: withBounds(row.adjusted, formatFigure),
    },
    {
      question: say('Odds in the joint model: having met it'),
      answer: withBounds(row.met, formatFigure),
    },
    {
      question: say('Odds in the joint model: standing there now'),
      answer: withBounds(row.here, formatFigure),
    },
    {
      question: say(
        'How strong something unmeasured would have to be to explain it (risk ratio; its bound)',
      ),
      answer: row.eValue
        ? `${formatFigure(row.eValue.estimate)} (${formatFigure(row.eValue.bound)})`
        : '–',
    },
    {
      question: say('Touches after it that stand beside comparable ones'),
      answer: formatRate(row.overlap),
    },
    {
      question: say('Conversions won or lost in 30 days'),
      answer: withBounds(row.perMonth, formatSigned),
    },
  ];
}

const difference = ({ met, notMet }: EvidenceStratum): string =>
  met.rate === null || notMet.rate === null ? '–' : formatPoints(met.rate - notMet.rate);

const shown = 14;

/** The strata that say most, in their own order. */
function largest(strata: readonly EvidenceStratum[]): EvidenceStratum[] {
  const enough = new Set(strata.toSorted((a, b) => b.met.of - a.met.of).slice(0, shown));
  return strata.filter((one) => enough.has(one));
}

function Strata({ report, row }: { report: ReportTypes['make-or-break']; row: MakeOrBreakRow }) {
  const { adjust } = report.result;
  const nameOf = stratumName(adjust);
  return (
    <Figure
      title={say('Like with like')}
      note={say(
        'Share of touches after which the goal comes next, at the same step, of journeys that are alike ({alike}): those that had met it against those that had not.',
        { alike: adjust.map(adjustmentName).join(', ') || '–' },
      )}
      legend={
        <ul class="legend">
          <li>
            <i class="dot good" aria-hidden="true" /> {say('Had met it')}
          </li>
          <li>
            <i class="dot plain" aria-hidden="true" /> {say('Had not')}
          </li>
        </ul>
      }
      chart={
        <PairRows
          ariaLabel={say('Like with like')}
          rows={largest(row.strata).map((one) => ({
            key: stratumKey(one),
            label: nameOf(one),
            a: one.met,
            b: one.notMet,
            right: difference(one),
            description: `${nameOf(one)}: ${say('Had met it')} ${formatRate(one.met.rate)} (${formatCount(one.met.of)}), ${say('Had not')} ${formatRate(one.notMet.rate)} (${formatCount(one.notMet.of)})`,
          }))}
        />
      }
      table={
        <DataTable
          caption={say('Like with like')}
          rows={row.strata}
          rowKey={stratumKey}
          limit={40}
          columns={[
            { label: say('Step'), cell: (one) => stepText(one.step) },
            ...adjust.map((by, at) => ({
              label: adjustmentName(by),
              cell: (one: EvidenceStratum) => <Name>{sharedValue(by, one.values[at] ?? '')}</Name>,
            })),
            { label: say('Had met it'), numeric: true, cell: (one) => <Share of={one.met} /> },
            { label: say('Had not'), numeric: true, cell: (one) => <Share of={one.notMet} /> },
            { label: say('Difference in points'), numeric: true, cell: difference },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}

/** What stands behind the verdict about one touchpoint. */
export function Evidence(props: {
  report: ReportTypes['make-or-break'];
  row: MakeOrBreakRow | undefined;
  at: string;
}) {
  const { report, row, at } = props;
  const back = (
    <p class="back no-print">
      <Link to={{ marks: { at: null } }}>‹ {say('All touchpoints')}</Link>
    </p>
  );
  if (!row) {
    return (
      <>
        {back}
        <Empty title={say('This touchpoint is not in the report for this view.')}>
          <p>
            <Name>{at}</Name>
          </p>
          <p>{say('It may have been renamed, or nobody met it in this period.')}</p>
        </Empty>
      </>
    );
  }
  const list = (
    <DataTable
      caption={say('How sure is it?')}
      rows={facts(row)}
      rowKey={(one) => one.question}
      limit={20}
      columns={[
        { label: say('Question'), cell: (one) => one.question },
        { label: say('Answer'), cell: (one) => one.answer },
      ]}
    />
  );
  return (
    <>
      {back}
      <Figure
        title={say('Evidence for {touchpoint}', { touchpoint: touchpointName(row.touchpoint) })}
        note={`${adjustedWords(report)} ${say(
          'An association, no proof. To be sure, show it to a part of your visitors only, drawn at random, and compare the two.',
        )}`}
        chart={list}
        footer={
          <>
            <p class="more no-print">
              <Link to={{ screen: 'flow', flow: { startAt: row.touchpoint }, marks: { at: null } }}>
                {say('See the paths from here')}
              </Link>
              {row.effect && (
                <>
                  {' · '}
                  <a href="#experiment">{say('Design an experiment')}</a>
                </>
              )}
            </p>
            <ReportLine report={report} />
          </>
        }
      />
      {row.strata.length > 0 && <Strata report={report} row={row} />}
      {row.effect && <ExperimentPlan report={report} row={row} />}
      <LazyJourneyList behind={{ kind: 'touched', touchpoint: row.touchpoint }} />
    </>
  );
}
