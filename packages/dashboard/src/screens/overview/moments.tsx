import type { ReportTypes } from '@touchtrail/contract';
import { formatCount, formatQ, formatRate, formatSigned } from '../../format/numbers.ts';
import { IntervalRows } from '../../marks/interval-rows.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Link } from '../../ui/link.tsx';
import { Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { forestRow } from '../make-or-break/forest-row.ts';

const say = words({
  'Moments of truth': 'Momente der Wahrheit',
  'Touchpoints that certainly change conversion, in points, with 95 % interval':
    'Kontaktpunkte, die die Konversion sicher ändern, in Punkten, mit 95-%-Intervall',
  'No touchpoint certainly changes conversion in this period.':
    'Kein Kontaktpunkt ändert in diesem Zeitraum sicher die Konversion.',
  'All touchpoints and their evidence': 'Alle Kontaktpunkte und ihre Belege',
  Reach: 'Reichweite',
});

const shown = 5;

/** The touchpoints that decide, the surest and broadest first. */
export function Moments(props: { report: ReportTypes['make-or-break']; said: readonly string[] }) {
  const { report, said } = props;
  const certain = report.result.rows
    .filter(({ verdict }) => verdict === 'make' || verdict === 'break')
    .slice(0, shown);
  return (
    <Figure
      title={say('Moments of truth')}
      note={say('Touchpoints that certainly change conversion, in points, with 95 % interval')}
      chart={
        certain.length === 0 ? (
          <p class="quiet">{say('No touchpoint certainly changes conversion in this period.')}</p>
        ) : (
          <IntervalRows
            ariaLabel={say('Moments of truth')}
            axisLabel=""
            format={formatSigned}
            rightWidth={150}
            rows={certain.flatMap(forestRow)}
          />
        )
      }
      table={
        <DataTable
          caption={say('Moments of truth')}
          rows={certain}
          rowKey={(row) => row.touchpoint}
          columns={[
            {
              label: common('Touchpoint'),
              cell: (row) => <Touchpoint of={row.touchpoint} keyed />,
            },
            {
              label: common('Effect'),
              numeric: true,
              cell: (row) => formatSigned(row.effect?.value ?? 0),
            },
            {
              label: common('95 % interval'),
              numeric: true,
              cell: ({ effect }) =>
                effect === null
                  ? '–'
                  : common('{low} to {high}', {
                      low: formatSigned(effect.low),
                      high: formatSigned(effect.high),
                    }),
            },
            { label: say('Reach'), numeric: true, cell: (row) => formatRate(row.reach.rate) },
            {
              label: common('Journeys'),
              numeric: true,
              cell: (row) => formatCount(row.reach.count),
            },
            { label: 'q', numeric: true, cell: (row) => formatQ(row.q) },
          ]}
        />
      }
      footer={
        <>
          <p class="more no-print">
            <Link to={{ screen: 'make-or-break' }}>
              {say('All touchpoints and their evidence')}
            </Link>
          </p>
          <ReportLine report={report} said={said} />
        </>
      }
    />
  );
}
