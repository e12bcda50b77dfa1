import type { AttributionCredit, AttributionModelResult, ReportTypes } from '@touchtrail/contract';
import { choices } from '@touchtrail/contract/view';
import { commonParameters, go, view } from '../../app/state.ts';
import { useCompared } from '../../app/use-compared.ts';
import type { Comparison } from '../../app/use-compared.ts';
import { useReport } from '../../app/use-report.ts';
import { formatFigure, formatPoints, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { IntervalRows } from '../../marks/interval-rows.tsx';
import { Choice } from '../../ui/choice.tsx';
import { ComparedWith } from '../../ui/compared.tsx';
import { comparedColumns, comparedIn, SidesLegend, withOther } from '../../ui/compared-sides.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { ModelMatrix } from './model-matrix.tsx';
import { RankSlopes } from './rank-slopes.tsx';
import { keyName, modelName, say } from './say.ts';

type Props = { report: ReportTypes['attribution'] };
type Both = Props & { of: Comparison };

const byWords = { channel: 'channel', campaign: 'campaign', touchpoint: 'touchpoint' } as const;
const repeatWords = {
  'merge-repeats': 'count once in a row',
  none: 'count each',
  'first-of-each': 'first of each only',
  'drop-trailing-direct': 'leave out direct at the end',
} as const;

const resampled = { person: 'people', account: 'accounts', journey: 'journeys' } as const;
const orderWords = { given: 'hand', 'cross-validation': 'cross-validation' } as const;
const methodWords = { exact: 'exactly', sampled: 'from samples' } as const;

function Controls() {
  const { by, lookback, repeats } = view.value.choices;
  return (
    <div class="controls no-print">
      <Choice
        label={say('By')}
        value={by}
        options={choices.by}
        word={(one) => say(byWords[one])}
        onChange={(next) => go({ choices: { by: next } })}
      />
      <Choice
        label={say('Look-back')}
        value={lookback}
        options={choices.lookback.toSorted(
          (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
        )}
        word={(one) => formatDuration(Number.parseInt(one, 10) * 86_400_000)}
        onChange={(next) => go({ choices: { lookback: next } })}
      />
      <Choice
        label={say('Repeats')}
        value={repeats}
        options={choices.repeats}
        word={(one) => say(repeatWords[one])}
        onChange={(next) => go({ choices: { repeats: next } })}
      />
    </div>
  );
}

/** One model's shares with their intervals. */
function OneModel({ report, of }: Both) {
  const { models, intervals } = report.result;
  const chosen = view.value.choices.model;
  const model = models.find((one) => one.model === chosen) ?? models[0];
  if (!model) return null;
  const sharesOf = comparedIn(of, 'share');
  const sure = model.credits.filter(({ share }) => share.low !== null && share.high !== null);
  return (
    <Figure
      title={say('How sure each model is')}
      note={
        <>
          {say('{model}: share of conversions with 95 % interval, from {n} resamples of {by}', {
            model: modelName(model.model),
            n: intervals.replicates,
            by: say(resampled[intervals.by]),
          })}{' '}
          <Choice
            label={say('Model')}
            value={model.model}
            options={models.map((one) => one.model)}
            word={modelName}
            onChange={(next) => {
              const known = choices.model.find((one) => one === next);
              if (known) go({ choices: { model: known } }, 'replace');
            }}
          />
        </>
      }
      legend={<SidesLegend of={of} mark="dot" />}
      chart={
        model.status === 'ok' ? (
          <IntervalRows
            ariaLabel={say('Share of conversions')}
            axisLabel={say('Share of conversions')}
            format={(value) => formatRate(value)}
            rightWidth={150}
            rows={sure.map(({ key, share: own, conversions, touchesZero }) =>
              withOther(
                {
                  key,
                  label: keyName(key),
                  value: own.value,
                  low: own.low ?? own.value,
                  high: own.high ?? own.value,
                  weight: touchesZero ? 'faint' : 'good',
                  right: touchesZero ? say('interval reaches 0') : formatRate(own.value),
                  rightShort: formatRate(own.value),
                  description: say(
                    '{key}: {share} of conversions ({low} to {high}), {n} conversions.',
                    {
                      key: keyName(key),
                      share: formatRate(own.value),
                      low: formatRate(own.low),
                      high: formatRate(own.high),
                      n: formatFigure(conversions.value),
                    },
                  ),
                },
                sharesOf(model.model, key),
                formatPoints,
                formatRate,
              ),
            )}
          />
        ) : (
          <Refused model={model} />
        )
      }
      table={<Credits model={model} report={report} of={of} />}
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}

const Refused = ({ model }: { model: AttributionModelResult }) => (
  <p class="note">
    {say('This model has no answer here:')} {model.why}
  </p>
);

function Credits({ model, report, of }: Both & { model: AttributionModelResult }) {
  const shareOf = comparedIn(of, 'share');
  const { costs, value } = report.result;
  const money: Column<AttributionCredit>[] = [
    ...(value
      ? [
          {
            label: `${common('Value')} (${value.currency})`,
            numeric: true,
            cell: (row: AttributionCredit) => formatFigure(row.value?.value ?? null),
          },
        ]
      : []),
    ...(costs
      ? [
          {
            label: `${say('Cost')} (${costs.currency})`,
            numeric: true,
            cell: (row: AttributionCredit) => formatFigure(row.cost),
          },
          {
            label: say('Return on spend'),
            numeric: true,
            cell: (row: AttributionCredit) => formatFigure(row.returnOnSpend?.value ?? null),
          },
          {
            label: say('Cost per conversion'),
            numeric: true,
            cell: (row: AttributionCredit) => formatFigure(row.costPerConversion?.value ?? null),
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption={modelName(model.model)}
      rows={model.credits}
      rowKey={(row) => row.key}
      limit={30}
      columns={[
        {
          label: say(byWords[view.value.choices.by]),
          cell: (row) => <Name>{keyName(row.key)}</Name>,
        },
        {
          label: common('Conversions'),
          numeric: true,
          cell: (row) => formatFigure(row.conversions.value),
        },
        { label: common('Share'), numeric: true, cell: (row) => formatRate(row.share.value) },
        {
          label: common('95 % interval'),
          numeric: true,
          cell: ({ share }) =>
            share.low === null
              ? '–'
              : common('{low} to {high}', {
                  low: formatRate(share.low),
                  high: formatRate(share.high),
                }),
        },
        {
          label: say('Removal'),
          numeric: true,
          minor: true,
          cell: (row) => formatRate(row.removalEffect?.value ?? null),
        },
        ...money,
        ...comparedColumns<AttributionCredit>(of, (row) => shareOf(model.model, row.key)),
      ]}
    />
  );
}

function Distances({ report }: Props) {
  const { distances } = report.result.disagreement;
  const { markov, shapley } = report.result;
  const rows = distances.toSorted((a, b) => b.distance - a.distance);
  return (
    <Figure
      title={say('How far models are apart')}
      note={say(
        'Half the sum of the differences of their shares: 0 % they agree, 100 % nothing in common. Where they disagree about a channel, no single number of it can be trusted alone.',
      )}
      chart={
        <DataTable
          caption={say('How far models are apart')}
          rows={rows}
          rowKey={(row) => `${row.a} ${row.b}`}
          limit={6}
          columns={[
            { label: say('One model'), cell: (row) => modelName(row.a) },
            { label: say('Another model'), cell: (row) => modelName(row.b) },
            { label: say('Distance'), numeric: true, cell: (row) => formatRate(row.distance) },
          ]}
        />
      }
      footer={
        <>
          {markov && (
            <p class="quiet">
              {say('Markov chain of order {order}, chosen by {how}; Shapley computed {method}.', {
                order: markov.order,
                how: say(orderWords[markov.chosen]),
                method: shapley ? say(methodWords[shapley.method]) : '–',
              })}
            </p>
          )}
          <ReportLine report={report} said={report.warnings} />
        </>
      }
    />
  );
}

/** Which channels, campaigns or touchpoints the conversions belong to, by every model at once. */
export function Attribution() {
  const base = commonParameters.value;
  const { by, lookback, repeats } = view.value.choices;
  const parameters = { by, lookback, transform: repeats };
  const state = useReport('attribution', base && { ...base, ...parameters });
  // Every model with every channel, and with the intervals that are drawn.
  const compared = useCompared('attribution', { ...parameters, rows: 1_000 });
  return (
    <>
      <h1>{screenTitle('attribution')}</h1>
      <Controls />
      <ComparedWith of={compared} />
      <Answer state={state} height={520}>
        {(report) =>
          report.result.conversions === 0 ? (
            <Empty title={say('Nobody converted in this period: there is nothing to share out.')} />
          ) : (
            <>
              <ModelMatrix report={report} />
              <RankSlopes report={report} />
              <OneModel report={report} of={compared} />
              <Distances report={report} />
            </>
          )
        }
      </Answer>
    </>
  );
}
