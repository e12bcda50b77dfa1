import type { JourneysOfDay, ReportTypes } from '@touchtrail/contract';
import { openNotes } from '../../app/kept/open-kept.ts';
import { commonParameters, go, role, view } from '../../app/state.ts';
import { answerOf, useReport } from '../../app/use-report.ts';
import { formatCount, formatSigned } from '../../format/numbers.ts';
import { formatDay, formatDuration } from '../../format/times.ts';
import { IntervalRows } from '../../marks/interval-rows.tsx';
import { OutcomeSeries } from '../../marks/outcome-series.tsx';
import { ShareMark } from '../../marks/share-mark.tsx';
import { ComparedWith } from '../../ui/compared.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { DayNotes, noteColumn, useDayNotes } from '../../ui/day-notes.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { Legend } from '../../ui/legend.tsx';
import { Link } from '../../ui/link.tsx';
import { Name, Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer } from '../../ui/states.tsx';
import { TooYoung } from '../../ui/too-young.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { screenTitle } from '../../words/screens.ts';
import { lossRow, oddsText, verdictWords } from '../drop-off/loss-row.ts';
import { useChanges } from './changes.ts';
import { useOtherDays } from './other-days.ts';
import type { OtherDays } from './other-days.ts';
import { Kpis } from './kpis.tsx';
import { overviewSentence } from './sentence.ts';

/** Below what is read first. */
const Moments = lazy(async () => (await import('./moments.tsx')).Moments);

const say = words({
  'Journeys by day of first touch': 'Journeys nach Tag des ersten Kontakts',
  'Journeys by day': 'Journeys nach Tag',
  Day: 'Tag',
  Started: 'Begonnen',
  Abandoned: 'Abgebrochen',
  Open: 'Offen',
  'Converted within {time}': 'Konvertiert binnen {time}',
  'started, other side': 'begonnen, andere Seite',
  'Other side': 'Andere Seite',
  'Came back': 'Zurückgekommen',
  'Biggest leaks': 'Größte Verluste',
  'Abandonments beyond what other touchpoints lose at the same step, with 95 % interval':
    'Abbrüche über das hinaus, was andere Kontaktpunkte beim selben Schritt verlieren, mit 95-%-Intervall',
  'No touchpoint loses more than expected.': 'Kein Kontaktpunkt verliert mehr als erwartet.',
  'Touchpoints that lose most beyond expectation':
    'Kontaktpunkte, die am meisten über der Erwartung verlieren',
  Excess: 'Mehr',
  Hazard: 'Risiko',
  'Odds ratio': 'Chancenverhältnis',
  'All touchpoints and where people come back':
    'Alle Kontaktpunkte und wohin Menschen zurückkommen',
  Channels: 'Kanäle',
  'A journey counts once in each channel it touched; converted within {time}':
    'Eine Journey zählt einmal in jedem Kanal, den sie berührte; konvertiert binnen {time}',
  'Journeys by channel': 'Journeys nach Kanal',
  'No channels in this period.': 'Keine Kanäle in diesem Zeitraum.',
});

const outcomeLegend = () =>
  [
    { hue: 'converted', label: common('converted') },
    { hue: 'abandoned', label: common('abandoned') },
    { hue: 'open', label: common('open, not decided yet') },
  ] as const;

/** What the other side started, day beside day. */
const otherColumn = (other: OtherDays | undefined): Column<JourneysOfDay>[] => {
  if (!other) return [];
  return [
    {
      label: say('Other side'),
      numeric: true,
      cell: ({ day }) => {
        const one = other.get(day);
        return one ? `${formatCount(one.started)} (${formatDay(one.day)})` : '–';
      },
    },
  ];
};

function Series({ report }: { report: ReportTypes['journeys'] }) {
  const { series, horizonMs } = report.result;
  const other = useOtherDays(series.map(({ day }) => day));
  const notes = useDayNotes(series);
  return (
    <Figure
      title={say('Journeys by day of first touch')}
      legend={
        <Legend
          items={[
            ...outcomeLegend(),
            ...(other ? [{ hue: 'versus' as const, label: say('started, other side') }] : []),
          ]}
        />
      }
      chart={
        <OutcomeSeries
          series={series}
          {...(other && { other: series.map(({ day }) => other.get(day)?.started ?? 0) })}
          notes={notes}
          onNote={role.value === 'viewer' ? undefined : openNotes}
        />
      }
      table={
        <DataTable
          caption={say('Journeys by day')}
          rows={series}
          rowKey={(day) => day.day}
          limit={31}
          columns={[
            { label: say('Day'), cell: (day) => formatDay(day.day, 'long') },
            { label: say('Started'), numeric: true, cell: (day) => formatCount(day.started) },
            {
              label: common('Converted'),
              numeric: true,
              cell: (day) => formatCount(day.converted),
            },
            { label: say('Abandoned'), numeric: true, cell: (day) => formatCount(day.abandoned) },
            { label: say('Open'), numeric: true, cell: (day) => formatCount(day.open) },
            {
              label: say('Converted within {time}', { time: formatDuration(horizonMs) }),
              numeric: true,
              minor: true,
              cell: (day) => <Share of={day.convertedWithin} />,
            },
            {
              label: common('Median time'),
              numeric: true,
              minor: true,
              cell: (day) => formatDuration(day.timeToConvert.p50),
            },
            {
              label: say('Came back'),
              numeric: true,
              minor: true,
              cell: (day) => <Share of={day.returned} />,
            },
            ...otherColumn(other),
            ...noteColumn(notes),
          ]}
        />
      }
      footer={
        <>
          <DayNotes notes={notes} day={series.at(-1)?.day ?? ''} />
          <ReportLine report={report} />
        </>
      }
    />
  );
}

function Leaks({ report, said }: { report: ReportTypes['drop-off']; said: readonly string[] }) {
  const rows = report.result.rows.filter((row) => row.excess.value > 0).slice(0, 5);
  return (
    <Figure
      title={say('Biggest leaks')}
      note={say(
        'Abandonments beyond what other touchpoints lose at the same step, with 95 % interval',
      )}
      chart={
        rows.length === 0 ? (
          <p class="quiet">{say('No touchpoint loses more than expected.')}</p>
        ) : (
          <IntervalRows
            ariaLabel={say('Touchpoints that lose most beyond expectation')}
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
          caption={say('Biggest leaks')}
          rows={rows}
          rowKey={(row) => row.touchpoint}
          columns={[
            {
              label: common('Touchpoint'),
              cell: (row) => <Touchpoint of={row.touchpoint} keyed />,
            },
            { label: say('Excess'), numeric: true, cell: (row) => formatSigned(row.excess.value) },
            {
              label: common('95 % interval'),
              numeric: true,
              cell: (row) =>
                common('{low} to {high}', {
                  low: formatSigned(row.excess.low),
                  high: formatSigned(row.excess.high),
                }),
            },
            { label: say('Hazard'), numeric: true, cell: (row) => <Share of={row.hazard} /> },
            { label: common('Touches'), numeric: true, cell: (row) => formatCount(row.hazard.of) },
            { label: say('Odds ratio'), numeric: true, cell: (row) => oddsText(row) },
            { label: common('Verdict'), cell: (row) => verdictWords(row) },
          ]}
        />
      }
      footer={
        <>
          <p class="more no-print">
            <Link to={{ screen: 'drop-off' }}>
              {say('All touchpoints and where people come back')}
            </Link>
          </p>
          <ReportLine report={report} said={said} />
        </>
      }
    />
  );
}

type ChannelRow = ReportTypes['journeys']['result']['channels'][number];

const shared = (): Column<ChannelRow> => ({
  label: common('Converted'),
  numeric: true,
  cell: (row) => (
    <span class="share-cell">
      <Share of={row.convertedWithin} />
      <ShareMark of={row.convertedWithin} width={72} />
    </span>
  ),
});
function Channels({ report }: { report: ReportTypes['journeys'] }) {
  return (
    <Figure
      title={say('Channels')}
      note={say('A journey counts once in each channel it touched; converted within {time}', {
        time: formatDuration(report.result.horizonMs),
      })}
      chart={
        <DataTable
          caption={say('Journeys by channel')}
          rows={report.result.channels}
          rowKey={(row) => row.channel}
          empty={say('No channels in this period.')}
          columns={[
            {
              label: common('Channel'),
              cell: (row) => <Name>{channelName(row.channel)}</Name>,
            },
            { label: common('Journeys'), numeric: true, cell: (row) => formatCount(row.journeys) },
            {
              label: common('Touches'),
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.touches),
            },
            shared(),
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}

/** What happened, in one sentence, five numbers and three pictures. */
export function Overview() {
  const base = commonParameters.value;
  const journeys = useReport('journeys', base && { ...base, list: 0 });
  const compared = useChanges(journeys.phase === 'done');
  const dropOff = useReport('drop-off', base);
  const reEntry = useReport('re-entry', base);
  const { horizon } = view.value.choices;
  // The question of the screen that Moments leads to: asked once for both.
  const makeOrBreak = useReport('make-or-break', base && { ...base, horizon });
  return (
    <>
      <h1 class="hidden">{screenTitle('overview')}</h1>
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
            <Kpis report={report} compared={compared} />
            <ComparedWith of={compared ?? null} />
            <Series report={report} />
            <div class="pair">
              <Answer state={dropOff}>
                {(losses) => <Leaks report={losses} said={report.warnings} />}
              </Answer>
              <Answer state={makeOrBreak}>
                {(deciding) => <Moments report={deciding} said={report.warnings} />}
              </Answer>
            </div>
            <Channels report={report} />
          </>
        )}
      </Answer>
    </>
  );
}
