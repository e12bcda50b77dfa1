import type { ReportTypes } from '@touchtrail/contract';
import { commonParameters, view } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import { formatCount, formatInterval, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { ShareMark } from '../../marks/share-mark.tsx';
import { BehindLink } from '../../ui/behind-link.tsx';
import { BehindPanel } from '../../ui/behind-panel.tsx';
import { Compared } from '../../ui/compared.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { HeatMatrix } from '../../ui/heat-matrix.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer } from '../../ui/states.tsx';
import { channelName as name } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { words } from '../../words/words.ts';

const say = words({
  'Where people begin, and what becomes of them': 'Wo Menschen beginnen und was daraus wird',
  'Converted within {time} of the first touch, of journeys watched that long':
    'Konvertiert binnen {time} ab dem ersten Kontakt, von Journeys, die so lange beobachtet wurden',
  'First channel': 'Erster Kanal',
  Side: 'Seite',
  digital: 'digital',
  analog: 'analog',
  'digital only': 'nur digital',
  'analog only': 'nur analog',
  both: 'beides',
  'Who moves from where to where': 'Wer von wo nach wo wechselt',
  'Each row is all moves that leave a channel; staying is a move to itself.':
    'Jede Zeile sind alle Wechsel, die einen Kanal verlassen; Bleiben ist ein Wechsel zu sich selbst.',
  Moves: 'Wechsel',
  'Of those leaving': 'Von denen, die gehen',
  'Median delay': 'Verzug (Median)',
  'Begun here, won there': 'Hier begonnen, dort gewonnen',
  'Conversions by the channel the journey began in and the one that reached the goal':
    'Konversionen nach dem Kanal, in dem die Journey begann, und dem, der das Ziel erreichte',
  'Won in': 'Gewonnen in',
  'Digital and analog': 'Digital und analog',
  '{rate} ({interval}) of conversions in an analog channel had a digital touch before: researched online, bought offline.':
    '{rate} ({interval}) der Konversionen in einem analogen Kanal hatten davor einen digitalen Kontakt: online gesucht, vor Ort gekauft.',
  'No conversion in an analog channel in this period.':
    'Keine Konversion in einem analogen Kanal in diesem Zeitraum.',
  'Journeys by the sides they touched so far. Long journeys touch more: groups as they are, not like with like.':
    'Journeys nach den Seiten, die sie bisher berührten. Lange berühren mehr: Gruppen, wie sie sind, nicht Gleiches mit Gleichem.',
  Sides: 'Seiten',
  '{from} to {to}: {n}': '{from} nach {to}: {n}',
});

type Props = { report: ReportTypes['channels'] };

function Firsts({ report }: Props) {
  const { firsts, horizonMs } = report.result;
  return (
    <Figure
      title={say('Where people begin, and what becomes of them')}
      note={say('Converted within {time} of the first touch, of journeys watched that long', {
        time: formatDuration(horizonMs),
      })}
      chart={
        <DataTable
          caption={say('Where people begin, and what becomes of them')}
          rows={firsts}
          rowKey={(row) => row.first}
          limit={25}
          columns={[
            { label: say('First channel'), cell: (row) => name(row.first) },
            { label: say('Side'), minor: true, cell: (row) => say(row.side) },
            {
              label: common('Journeys'),
              numeric: true,
              cell: ({ first, journeys }) => (
                <BehindLink of={{ kind: 'began', channel: first }}>
                  {formatCount(journeys)}
                </BehindLink>
              ),
            },
            {
              label: common('Converted'),
              numeric: true,
              cell: (row) => (
                <span class="share-cell">
                  <Share of={row.convertedWithin} />
                  <ShareMark of={row.convertedWithin} width={110} />
                </span>
              ),
            },
          ]}
        />
      }
      footer={<ReportLine report={report} />}
    />
  );
}

function Moves({ report }: Props) {
  const { moves } = report.result;
  return (
    <Figure
      title={say('Who moves from where to where')}
      note={say('Each row is all moves that leave a channel; staying is a move to itself.')}
      chart={
        <HeatMatrix
          caption={say('Who moves from where to where')}
          rowLabel={common('From')}
          columnLabel={common('To')}
          cells={moves.map((one) => ({
            row: name(one.from),
            column: name(one.to),
            value: one.share.rate ?? 0,
            weight: one.moves,
            text: formatRate(one.share.rate),
            behind: { kind: 'switched', from: one.from, to: one.to },
            title: say('{from} to {to}: {n}', {
              from: name(one.from),
              to: name(one.to),
              n: formatCount(one.moves),
            }),
          }))}
        />
      }
      table={
        <DataTable
          caption={say('Who moves from where to where')}
          rows={moves}
          rowKey={(row) => `${row.from}\n${row.to}`}
          limit={40}
          columns={[
            { label: common('From'), cell: (row) => name(row.from) },
            { label: common('To'), cell: (row) => name(row.to) },
            {
              label: say('Moves'),
              numeric: true,
              cell: ({ from, to, moves: n }) => (
                <BehindLink of={{ kind: 'switched', from, to }}>{formatCount(n)}</BehindLink>
              ),
            },
            { label: common('Journeys'), numeric: true, cell: (row) => formatCount(row.journeys) },
            {
              label: say('Of those leaving'),
              numeric: true,
              cell: (row) => <Share of={row.share} />,
            },
            {
              label: say('Median delay'),
              numeric: true,
              cell: (row) => formatDuration(row.delay.p50),
            },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}

function Landings({ report }: Props) {
  const { landings } = report.result;
  return (
    <Figure
      title={say('Begun here, won there')}
      note={say(
        'Conversions by the channel the journey began in and the one that reached the goal',
      )}
      chart={
        <HeatMatrix
          caption={say('Begun here, won there')}
          rowLabel={say('First channel')}
          columnLabel={say('Won in')}
          cells={landings.map((one) => ({
            row: name(one.first),
            column: name(one.last),
            value: one.share.rate ?? 0,
            weight: one.conversions,
            text: formatCount(one.conversions),
            behind: { kind: 'landed', first: one.first, last: one.last },
            title: say('{from} to {to}: {n}', {
              from: name(one.first),
              to: name(one.last),
              n: formatCount(one.conversions),
            }),
          }))}
        />
      }
      table={
        <DataTable
          caption={say('Begun here, won there')}
          rows={landings}
          rowKey={(row) => `${row.first}\n${row.last}`}
          limit={40}
          columns={[
            { label: say('First channel'), cell: (row) => name(row.first) },
            { label: say('Won in'), cell: (row) => name(row.last) },
            {
              label: common('Conversions'),
              numeric: true,
              cell: ({ first, last, conversions }) => (
                <BehindLink of={{ kind: 'landed', first, last }}>
                  {formatCount(conversions)}
                </BehindLink>
              ),
            },
            { label: common('Share'), numeric: true, cell: (row) => <Share of={row.share} /> },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}

function Sides({ report }: Props) {
  const { researchedOnline: online, mixes } = report.result;
  return (
    <Figure
      title={say('Digital and analog')}
      note={
        online.rate === null
          ? say('No conversion in an analog channel in this period.')
          : say(
              '{rate} ({interval}) of conversions in an analog channel had a digital touch before: researched online, bought offline.',
              { rate: formatRate(online.rate), interval: formatInterval(online) },
            )
      }
      chart={
        <DataTable
          caption={say('Digital and analog')}
          rows={mixes}
          rowKey={(row) => row.mix}
          columns={[
            { label: say('Sides'), cell: (row) => say(row.mix) },
            { label: common('Journeys'), numeric: true, cell: (row) => formatCount(row.journeys) },
            { label: common('Share'), numeric: true, cell: (row) => <Share of={row.share} /> },
            {
              label: common('Converted'),
              numeric: true,
              cell: (row) => <Share of={row.convertedWithin} />,
            },
          ]}
        />
      }
      footer={
        <>
          <p class="quiet">
            {say(
              'Journeys by the sides they touched so far. Long journeys touch more: groups as they are, not like with like.',
            )}
          </p>
          <ReportLine report={report} said={report.warnings} />
        </>
      }
    />
  );
}

/** Who comes by which channel, moves to which, and where the sale lands. */
export function Channels() {
  const base = commonParameters.value;
  const { horizon } = view.value.choices;
  const state = useReport('channels', base && { ...base, horizon });
  return (
    <>
      <h1>{screenTitle('channels')}</h1>
      <Compared report="channels" parameters={{ horizon }} />
      <Answer state={state} height={420}>
        {(report) => (
          <>
            <Firsts report={report} />
            <Moves report={report} />
            <Landings report={report} />
            <Sides report={report} />
          </>
        )}
      </Answer>
      <BehindPanel />
    </>
  );
}
