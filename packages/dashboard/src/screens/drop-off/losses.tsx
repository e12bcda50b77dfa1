import type { DropOffRow, ReportTypes } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { go } from '../../app/state.ts';
import type { Comparison } from '../../app/use-compared.ts';
import { formatCount, formatInterval, formatRate, formatSigned } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { IntervalRows } from '../../marks/interval-rows.tsx';
import { BehindLink } from '../../ui/behind-link.tsx';
import { comparedColumns, comparedIn, SidesLegend, withOther } from '../../ui/compared-sides.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { lossRow, oddsText, verdictWords } from './loss-row.ts';

const say = words({
  'Where journeys break': 'Wo Journeys abbrechen',
  'After any touch, {rate} ({interval}) go silent for more than {gap} without converting. The marks say how many abandonments each touchpoint has beyond that of others at the same step.':
    'Nach irgendeinem Kontakt verstummen {rate} ({interval}) länger als {gap}, ohne zu konvertieren. Die Zeichen sagen, wie viele Abbrüche jeder Kontaktpunkt über andere beim selben Schritt hinaus hat.',
  'drop-off point': 'Abbruchpunkt',
  'little above others, uncertain, or less than expected':
    'kaum über anderen, unsicher oder weniger als erwartet',
  'No touch was observed long enough in this period.':
    'In diesem Zeitraum wurde kein Kontakt lange genug beobachtet.',
  'Excess losses by touchpoint': 'Mehrverluste nach Kontaktpunkt',
  'excess losses': 'Mehrverluste',
  'Excess losses are counts: the side with more touches has more of them.':
    'Mehrverluste sind Anzahlen: Die Seite mit mehr Kontakten hat mehr davon.',
  '{n} of {all} touchpoints are listed.': '{n} von {all} Kontaktpunkten sind aufgeführt.',
  'Drop-off by touchpoint': 'Abbruch nach Kontaktpunkt',
  Excess: 'Mehr',
  'Odds ratio': 'Chancenverhältnis',
  Observed: 'Beobachtet',
  Paused: 'Pausiert',
  Hazard: 'Risiko',
  Censored: 'Zu jung',
  'Lost here': 'Hier verloren',
  'Silent here': 'Hier verstummt',
  Returned: 'Zurück',
});

const firstRows = 14;

/** Where journeys break: every touchpoint against all others at the same step. */
export function Losses({ report, of }: { report: ReportTypes['drop-off']; of: Comparison }) {
  const excess = comparedIn(of, 'excess');
  const [all, setAll] = useState(false);
  const { rows, overall, abandonmentGapMs, touchpoints } = report.result;
  return (
    <Figure
      title={say('Where journeys break')}
      note={
        <>
          {say(
            'After any touch, {rate} ({interval}) go silent for more than {gap} without converting. The marks say how many abandonments each touchpoint has beyond that of others at the same step.',
            {
              rate: formatRate(overall.rate),
              interval: formatInterval(overall),
              gap: formatDuration(abandonmentGapMs),
            },
          )}
        </>
      }
      legend={
        <>
          <ul class="legend">
            <li>
              <i class="dot flagged" aria-hidden="true" /> {say('drop-off point')}
            </li>
            <li>
              <i class="dot plain" aria-hidden="true" />{' '}
              {say('little above others, uncertain, or less than expected')}
            </li>
            <li>
              <i class="dot faint" aria-hidden="true" /> {common('too few to say')}
            </li>
          </ul>
          <SidesLegend of={of} mark="dot" />
        </>
      }
      chart={
        rows.length === 0 ? (
          <p class="quiet">{say('No touch was observed long enough in this period.')}</p>
        ) : (
          <>
            <IntervalRows
              ariaLabel={say('Excess losses by touchpoint')}
              axisLabel={say('excess losses')}
              format={formatSigned}
              rightWidth={150}
              rows={(all ? rows : rows.slice(0, firstRows)).map((row) => ({
                ...withOther(lossRow(row), excess(row.touchpoint), formatSigned),
                onOpen: () => go({ behind: { kind: 'paused', touchpoint: row.touchpoint } }),
              }))}
            />
            {of && (
              <p class="quiet">
                {say('Excess losses are counts: the side with more touches has more of them.')}
              </p>
            )}
            {rows.length > firstRows && (
              <button
                type="button"
                class="button quiet-button no-print"
                onClick={() => setAll(!all)}
              >
                {all
                  ? common('Show fewer')
                  : common('Show all {n}', { n: formatCount(rows.length) })}
              </button>
            )}
            {touchpoints > rows.length && (
              <p class="quiet">
                {say('{n} of {all} touchpoints are listed.', {
                  n: formatCount(rows.length),
                  all: formatCount(touchpoints),
                })}
              </p>
            )}
          </>
        )
      }
      table={
        <DataTable
          caption={say('Drop-off by touchpoint')}
          rows={rows}
          rowKey={(row) => row.touchpoint}
          limit={25}
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
            { label: common('Verdict'), cell: (row) => verdictWords(row) },
            {
              label: say('Odds ratio'),
              numeric: true,
              minor: true,
              cell: (row) => oddsText(row),
            },
            {
              label: say('Paused'),
              numeric: true,
              cell: ({ touchpoint, hazard }) => (
                <BehindLink of={{ kind: 'paused', touchpoint }}>
                  {formatCount(hazard.count)}
                </BehindLink>
              ),
            },
            { label: say('Hazard'), numeric: true, cell: (row) => <Share of={row.hazard} /> },
            {
              label: say('Observed'),
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.hazard.of),
            },
            {
              label: common('Touches'),
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.touches),
            },
            {
              label: say('Censored'),
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.censored),
            },
            {
              label: say('Lost here'),
              numeric: true,
              minor: true,
              cell: ({ touchpoint, lastTouchLost }) => (
                <BehindLink of={{ kind: 'lost', touchpoint }}>
                  {formatCount(lastTouchLost)}
                </BehindLink>
              ),
            },
            {
              label: say('Silent here'),
              numeric: true,
              minor: true,
              cell: ({ touchpoint, lastTouchSilent }) => (
                <BehindLink of={{ kind: 'silent', touchpoint }}>
                  {formatCount(lastTouchSilent)}
                </BehindLink>
              ),
            },
            { label: say('Returned'), numeric: true, cell: (row) => <Share of={row.returned} /> },
            ...comparedColumns<DropOffRow>(of, (row) => excess(row.touchpoint), formatSigned),
          ]}
        />
      }
      footer={<ReportLine report={report} />}
    />
  );
}
