import type { ReportTypes } from '@touchtrail/contract';
import { commonParameters, go, site } from '../../app/state.ts';
import { answerOf, useReport } from '../../app/use-report.ts';

import { formatCount, formatRate, formatSigned } from '../../format/numbers.ts';

import { formatDay, formatDuration } from '../../format/times.ts';
import { IntervalRows } from '../../marks/interval-rows.tsx';
import { OutcomeSeries } from '../../marks/outcome-series.tsx';
import { ShareMark } from '../../marks/share-mark.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Legend } from '../../ui/legend.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { PopulationLine } from '../../ui/population-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer } from '../../ui/states.tsx';
import { TooYoung } from '../../ui/too-young.tsx';
import { lossRow } from '../drop-off/loss-row.ts';
import { Kpis } from './kpis.tsx';
import { overviewSentence } from './sentence.ts';

const outcomeLegend = [
  { hue: 'converted', label: 'converted' },
  { hue: 'abandoned', label: 'abandoned' },
  { hue: 'open', label: 'open, not decided yet' },
] as const;

function Series({ report }: { report: ReportTypes['journeys'] }) {
  const { series } = report.result;
  return (
    <Figure
      title="Journeys by day of first touch"
      legend={<Legend items={outcomeLegend} />}
      chart={<OutcomeSeries series={series} />}
      table={
        <DataTable
          caption="Journeys by day"
          rows={series}
          rowKey={(day) => day.day}
          limit={31}
          columns={[
            { label: 'Day', cell: (day) => formatDay(day.day, 'long') },
            { label: 'Started', numeric: true, cell: (day) => formatCount(day.started) },
            { label: 'Converted', numeric: true, cell: (day) => formatCount(day.converted) },
            { label: 'Abandoned', numeric: true, cell: (day) => formatCount(day.abandoned) },
            { label: 'Open', numeric: true, cell: (day) => formatCount(day.open) },
          ]}
        />
      }
      footer={<PopulationLine report={report} timeZone={site.value?.timezone ?? 'UTC'} />}
    />
  );
}

function Leaks({ report, said }: { report: ReportTypes['drop-off']; said: readonly string[] }) {
  const rows = report.result.rows.filter((row) => row.excess.value > 0).slice(0, 5);
  return (
    <Figure
      title="Biggest leaks"
      note="Abandonments beyond what other touchpoints lose at the same step, with 95 % interval"
      chart={
        rows.length === 0 ? (
          <p class="quiet">No touchpoint loses more than expected.</p>
        ) : (
          <IntervalRows
            ariaLabel="Touchpoints that lose most beyond expectation"
            axisLabel=""
            format={formatSigned}
            rightWidth={72}
            rows={rows.map((row) => ({
              ...lossRow(row),
              right: formatSigned(row.excess.value),
              onOpen: () => go({ screen: 'drop-off' }),
            }))}
          />
        )
      }
      table={
        <DataTable
          caption="Biggest leaks"
          rows={rows}
          rowKey={(row) => row.touchpoint}
          columns={[
            { label: 'Touchpoint', cell: (row) => <Name>{row.touchpoint}</Name> },
            { label: 'Excess', numeric: true, cell: (row) => formatSigned(row.excess.value) },
            {
              label: '95 % interval',
              numeric: true,
              cell: (row) => `${formatSigned(row.excess.low)} to ${formatSigned(row.excess.high)}`,
            },
            { label: 'Hazard', numeric: true, cell: (row) => formatRate(row.hazard.rate) },
          ]}
        />
      }
      footer={
        <>
          <p class="more no-print">
            <Link to={{ screen: 'drop-off' }}>All touchpoints and where people come back</Link>
          </p>
          <PopulationLine report={report} timeZone={site.value?.timezone ?? 'UTC'} said={said} />
        </>
      }
    />
  );
}

type ChannelRow = ReportTypes['journeys']['result']['channels'][number];

const shared: Column<ChannelRow> = {
  label: 'Converted',
  numeric: true,
  cell: (row) => (
    <span class="share-cell">
      <Share of={row.convertedWithin} />
      <ShareMark of={row.convertedWithin} width={72} />
    </span>
  ),
};
function Channels({ report }: { report: ReportTypes['journeys'] }) {
  return (
    <Figure
      title="Channels"
      note={`A journey counts once in each channel it touched; converted within ${formatDuration(report.result.horizonMs)}`}
      chart={
        <DataTable
          caption="Journeys by channel"
          rows={report.result.channels}
          rowKey={(row) => row.channel}
          empty="No channels in this period."
          columns={[
            { label: 'Channel', cell: (row) => <Name>{row.channel.replaceAll('_', ' ')}</Name> },
            { label: 'Journeys', numeric: true, cell: (row) => formatCount(row.journeys) },
            {
              label: 'Touches',
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.touches),
            },
            shared,
          ]}
        />
      }
      footer={
        <PopulationLine
          report={report}
          timeZone={site.value?.timezone ?? 'UTC'}
          said={report.warnings}
        />
      }
    />
  );
}

/** What happened, in one sentence, five numbers and three pictures. */
export function Overview() {
  const common = commonParameters.value;
  const journeys = useReport('journeys', common && { ...common, list: 0 });
  const dropOff = useReport('drop-off', common);
  const reEntry = useReport('re-entry', common);
  return (
    <>
      <h1 class="hidden">Overview</h1>
      <Answer state={journeys} height={520}>
        {(report) => (
          <>
            <p class="sentence">
              {overviewSentence(report, answerOf(dropOff), answerOf(reEntry)).map(
                ({ text, tone }) =>
                  tone ? (
                    <strong key={text} class={tone}>
                      <bdi>{text}</bdi>
                    </strong>
                  ) : (
                    text
                  ),
              )}
            </p>
            <TooYoung report={report} />
            <Kpis report={report} />
            <Series report={report} />
            <div class="pair">
              <Answer state={dropOff}>
                {(losses) => <Leaks report={losses} said={report.warnings} />}
              </Answer>
              <Channels report={report} />
            </div>
          </>
        )}
      </Answer>
    </>
  );
}
