import type { Proportion, ReportTypes } from '@touchtrail/contract';
import type { Comparison } from '../../app/use-compared.ts';
import {
  formatCount,
  formatFigure,
  formatInterval,
  formatRate,
  plural,
} from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { ReturnCurve } from '../../marks/return-curve.tsx';
import { BehindLink } from '../../ui/behind-link.tsx';
import { comparedColumns, comparedIn, SidesLegend } from '../../ui/compared-sides.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { returnMatrix } from './matrix-layout.ts';
import { touchpointName } from '../../words/registry-names.ts';

const say = words({
  'Who comes back': 'Wer zurückkommt',
  'No pause has been observed for {time} yet.': 'Noch wurde keine Pause {time} lang beobachtet.',
  '{rate} ({interval}) of pauses ended in a return within {time}; half of those within {half}.':
    '{rate} ({interval}) der Pausen endeten mit einer Rückkehr binnen {time}; die Hälfte davon binnen {half}.',
  'returned, with 95 % band': 'zurück, mit 95-%-Band',
  '{pauses} too young to tell, left out': '{pauses} zu jung für eine Aussage, ausgelassen',
  'No pauses in this period.': 'Keine Pausen in diesem Zeitraum.',
  'Share returned by day': 'Anteil zurück nach Tagen',
  'Within days': 'Binnen Tagen',
  Returned: 'Zurück',
  'Of pauses': 'Von Pausen',
  'Within {time} of coming back {back} converted; of journeys without a pause {straight} within {time} of their first touch. Two groups as they are: associated, not caused.':
    'Binnen {time} nach der Rückkehr konvertierten {back}; von Journeys ohne Pause {straight} binnen {time} nach dem ersten Kontakt. Zwei Gruppen, wie sie sind: ein Zusammenhang, keine Ursache.',
  'From where to where': 'Von wo nach wo',
  'Rows: the last touchpoint before the pause. Columns: where the same journey went on.':
    'Zeilen: der letzte Kontaktpunkt vor der Pause. Spalten: wo dieselbe Journey weiterging.',
  'Nobody has come back in this period.': 'In diesem Zeitraum kam niemand zurück.',
  'Returns by place left and place of return': 'Rückkehren nach Ort des Gehens und der Rückkehr',
  'Left at': 'Gegangen bei',
  '{n} returns at other places: see the table.': '{n} Rückkehren an anderen Orten: siehe Tabelle.',
  'Returns by place left, place of return and channel':
    'Rückkehren nach Ort des Gehens, der Rückkehr und Kanal',
  'Came back at': 'Zurück bei',
  Returns: 'Rückkehren',
  'Median delay': 'Verzug (Median)',
  'Converted after': 'Danach konvertiert',
  'What they come back to': 'Wohin sie zurückkommen',
  'A ratio above 1 means: more common among returns than among first touches':
    'Ein Verhältnis über 1 heißt: häufiger bei Rückkehren als bei ersten Kontakten',
  'Re-entry points': 'Rückkehrpunkte',
  'Of returns': 'Von Rückkehren',
  'Of first touches': 'Von ersten Kontakten',
  Ratio: 'Verhältnis',
  'only returns': 'nur Rückkehren',
});

type Props = { report: ReportTypes['re-entry'] };
/** Per cent of the hue in the busiest cell: deeper, and its number could not be read. */
const deepest = 52;
const matrixSize = { rows: 8, columns: 6 };

const shareText = (share: Proportion): string =>
  share.rate === null ? '–' : `${formatRate(share.rate)} (${formatInterval(share)})`;

/** How many came back, and when. */
export function Curve({ report, said, of }: Props & { said: readonly string[]; of: Comparison }) {
  const returnedBy = comparedIn(of, 'returned');
  const { curve, returned, horizonMs, censored, delay, convertedReturned, convertedNeverPaused } =
    report.result;
  return (
    <Figure
      title={say('Who comes back')}
      note={
        returned.rate === null
          ? say('No pause has been observed for {time} yet.', { time: formatDuration(horizonMs) })
          : say(
              '{rate} ({interval}) of pauses ended in a return within {time}; half of those within {half}.',
              {
                rate: formatRate(returned.rate),
                interval: formatInterval(returned),
                time: formatDuration(horizonMs),
                half: formatDuration(delay.p50),
              },
            )
      }
      legend={
        <>
          <ul class="legend">
            <li>
              <i class="swatch returned" aria-hidden="true" /> {say('returned, with 95 % band')}
            </li>
            <li>
              <i class="swatch open" aria-hidden="true" />{' '}
              {say('{pauses} too young to tell, left out', {
                pauses: plural(censored, common('pause'), common('pauses')),
              })}
            </li>
          </ul>
          <SidesLegend of={of} mark="stroke" />
        </>
      }
      chart={
        curve.length === 0 ? (
          <p class="quiet">{say('No pauses in this period.')}</p>
        ) : (
          <ReturnCurve curve={curve} other={(day) => returnedBy(day)?.b ?? null} />
        )
      }
      table={
        <DataTable
          caption={say('Share returned by day')}
          rows={curve}
          rowKey={(point) => String(point.day)}
          limit={31}
          columns={[
            { label: say('Within days'), cell: (point) => String(point.day) },
            {
              label: say('Returned'),
              numeric: true,
              cell: (point) => formatCount(point.returned.count),
            },
            {
              label: say('Of pauses'),
              numeric: true,
              cell: (point) => formatCount(point.returned.of),
            },
            {
              label: common('Share'),
              numeric: true,
              cell: (point) => <Share of={point.returned} />,
            },
            ...comparedColumns<(typeof curve)[number]>(of, ({ day }) => returnedBy(day)),
          ]}
        />
      }
      footer={
        <>
          <p class="quiet">
            {say(
              'Within {time} of coming back {back} converted; of journeys without a pause {straight} within {time} of their first touch. Two groups as they are: associated, not caused.',
              {
                time: formatDuration(horizonMs),
                back: shareText(convertedReturned),
                straight: shareText(convertedNeverPaused),
              },
            )}
          </p>
          <ReportLine report={report} said={said} />
        </>
      }
    />
  );
}

/** Left at × came back at. */
export function ReturnMatrix({ report }: Props) {
  const { rows, leaving } = report.result;
  const matrix = returnMatrix(rows, matrixSize.rows, matrixSize.columns);
  const pauses = new Map(leaving.map((one) => [one.from, one]));
  return (
    <Figure
      title={say('From where to where')}
      note={say(
        'Rows: the last touchpoint before the pause. Columns: where the same journey went on.',
      )}
      chart={
        matrix.from.length === 0 ? (
          <p class="quiet">{say('Nobody has come back in this period.')}</p>
        ) : (
          <>
            <div class="table-scroll">
              <table class="matrix">
                <caption class="hidden">{say('Returns by place left and place of return')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{say('Left at')}</th>
                    <th scope="col" class="numeric">
                      {say('Returned')}
                    </th>
                    {matrix.to.map((to) => (
                      <th key={to} scope="col" class="tilted">
                        <Touchpoint wrap of={to} />
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {matrix.from.map((from) => {
                    const left = pauses.get(from);
                    return (
                      <tr key={from}>
                        <th scope="row">
                          <Touchpoint of={from} />
                        </th>
                        <td class="numeric">{left ? formatRate(left.returned.rate) : '–'}</td>
                        {matrix.to.map((to) => {
                          const count = matrix.cell(from, to);
                          const depth = matrix.most === 0 ? 0 : count / matrix.most;
                          return (
                            <td
                              key={to}
                              class={depth > 0.55 ? 'cell deep' : 'cell'}
                              style={{ '--depth': `${Math.round(Math.sqrt(depth) * deepest)}%` }}
                              title={`${touchpointName(from)} → ${touchpointName(to)}: ${formatCount(count)}`}
                            >
                              {count === 0 ? (
                                '·'
                              ) : (
                                <BehindLink of={{ kind: 'returned', from, to }}>
                                  {formatCount(count)}
                                </BehindLink>
                              )}
                            </td>
                          );
                        })}
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
            {matrix.outside > 0 && (
              <p class="quiet">
                {say('{n} returns at other places: see the table.', {
                  n: formatCount(matrix.outside),
                })}
              </p>
            )}
          </>
        )
      }
      table={
        <DataTable
          caption={say('Returns by place left, place of return and channel')}
          rows={rows}
          rowKey={(row) => `${row.from}\n${row.to}\n${row.channel}`}
          limit={20}
          columns={[
            { label: say('Left at'), cell: (row) => <Touchpoint of={row.from} /> },
            { label: say('Came back at'), cell: (row) => <Touchpoint of={row.to} /> },
            { label: common('Channel'), cell: (row) => channelName(row.channel) },
            {
              label: say('Returns'),
              numeric: true,
              cell: ({ from, to, channel, returns }) => (
                <BehindLink of={{ kind: 'returned', from, to, channel }}>
                  {formatCount(returns)}
                </BehindLink>
              ),
            },
            {
              label: common('Share'),
              numeric: true,
              minor: true,
              cell: (row) => <Share of={row.share} />,
            },
            {
              label: say('Median delay'),
              numeric: true,
              cell: (row) => formatDuration(row.delay.p50),
            },
            {
              label: say('Converted after'),
              numeric: true,
              minor: true,
              cell: (row) => <Share of={row.convertedAfter} />,
            },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}

/** What brings people back: places that are more common in returns than in first touches. */
export function ReturnPoints({ report }: Props) {
  return (
    <Figure
      title={say('What they come back to')}
      note={say('A ratio above 1 means: more common among returns than among first touches')}
      chart={
        <DataTable
          caption={say('Re-entry points')}
          rows={report.result.points}
          rowKey={(point) => `${point.to}\n${point.channel}`}
          empty={say('Nobody has come back in this period.')}
          columns={[
            { label: say('Came back at'), cell: (point) => <Touchpoint of={point.to} /> },
            { label: common('Channel'), cell: (point) => channelName(point.channel) },
            {
              label: say('Returns'),
              numeric: true,
              cell: ({ to, channel, returns }) => (
                <BehindLink of={{ kind: 'returned', to, channel }}>
                  {formatCount(returns)}
                </BehindLink>
              ),
            },
            {
              label: say('Of returns'),
              numeric: true,
              cell: (point) => <Share of={point.shareOfReturns} />,
            },
            {
              label: say('Of first touches'),
              numeric: true,
              minor: true,
              cell: (point) => formatRate(point.shareOfFirstTouches.rate),
            },
            {
              label: say('Ratio'),
              numeric: true,
              cell: (point) =>
                point.ratio === null
                  ? say('only returns')
                  : `${formatFigure(Math.round(point.ratio * 10) / 10)}×`,
            },
            {
              label: say('Median delay'),
              numeric: true,
              cell: (point) => formatDuration(point.delay.p50),
            },
            {
              label: say('Converted after'),
              numeric: true,
              minor: true,
              cell: (point) => <Share of={point.convertedAfter} />,
            },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}
