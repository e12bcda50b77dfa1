import type { BackstageRow } from '@touchtrail/contract';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { BehindLink } from '../../ui/behind-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Share } from '../../ui/share.tsx';
import { common } from '../../words/common.ts';
import type { MapColumn } from './map-columns.ts';
import { say } from './say.ts';

const behindOf = ({ touchpoint }: BackstageRow) => ({ kind: 'backstage', touchpoint }) as const;

/** What the company does in a phase that people do not see. */
export function Backstage({ column }: { column: MapColumn }) {
  return (
    <ul class="map-list">
      {column.backstage.map(({ row, name }) => (
        <li key={row.touchpoint}>
          <Name>{name}</Name>{' '}
          {row.journeys.count === 0 ? (
            <span class="muted">{say('not seen in any journey')}</span>
          ) : (
            <>
              <BehindLink of={behindOf(row)}>{formatRate(row.journeys.rate)}</BehindLink>
              <span class="muted">
                {say('after {time}', { time: formatDuration(row.wait.p50) })}
                {row.failed.count > 0 && (
                  <>
                    {' · '}
                    <span class="is-failed">
                      ▲ {say('failed {share}', { share: formatRate(row.failed.rate) })}
                    </span>
                  </>
                )}
              </span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The same in numbers, also of what has no phase. */
export function BackstageTable(props: {
  columns: readonly MapColumn[];
  rows: readonly BackstageRow[];
}) {
  if (props.rows.length === 0) return null;
  const titles = new Map(props.columns.map(({ phase, title }) => [phase, title]));
  const names = new Map(
    props.columns.flatMap(({ backstage }) =>
      backstage.map(({ row, name }) => [row.touchpoint, name] as const),
    ),
  );
  return (
    <DataTable
      caption={say('Backstage: what people do not see')}
      rows={props.rows}
      rowKey={({ touchpoint }) => touchpoint}
      columns={[
        {
          label: common('Phase'),
          cell: ({ phase }) => <Name>{phase === null ? '–' : (titles.get(phase) ?? phase)}</Name>,
        },
        {
          label: common('Touchpoint'),
          cell: ({ touchpoint }) => <Name>{names.get(touchpoint) ?? touchpoint}</Name>,
        },
        {
          label: common('Journeys'),
          numeric: true,
          cell: (row) => (
            <BehindLink of={behindOf(row)}>{formatCount(row.journeys.count)}</BehindLink>
          ),
        },
        { label: common('Share'), numeric: true, cell: ({ journeys }) => <Share of={journeys} /> },
        {
          label: say('How often'),
          numeric: true,
          cell: ({ touches }) => formatCount(touches),
        },
        {
          label: say('After the touch before: quartile'),
          numeric: true,
          cell: ({ wait }) => formatDuration(wait.p25),
        },
        { label: say('median'), numeric: true, cell: ({ wait }) => formatDuration(wait.p50) },
        { label: say('quartile'), numeric: true, cell: ({ wait }) => formatDuration(wait.p75) },
        { label: say('Failed'), numeric: true, cell: ({ failed }) => <Share of={failed} /> },
        {
          label: say('In no journey'),
          numeric: true,
          cell: ({ outside }) => formatCount(outside),
        },
      ]}
    />
  );
}
