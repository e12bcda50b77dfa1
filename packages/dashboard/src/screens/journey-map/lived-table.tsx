import { formatCount, formatFigure, formatRate } from '../../format/numbers.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { common } from '../../words/common.ts';
import type { MapColumn } from './map-columns.ts';
import { say } from './say.ts';

/** What the experience line is made of. */
export function LivedTable({ columns }: { columns: readonly MapColumn[] }) {
  const rows = columns.flatMap(({ title, lived }) => (lived ? [{ title, ...lived }] : []));
  return (
    <DataTable
      caption={say('Experience')}
      rows={rows}
      rowKey={({ phase }) => phase}
      columns={[
        { label: common('Phase'), cell: ({ title }) => <Name>{title}</Name> },
        {
          label: say('Rated'),
          numeric: true,
          cell: ({ measured: { value, n } }) =>
            value === null ? '–' : `${formatFigure(value)} (${formatCount(n)})`,
        },
        {
          label: say('Inferred'),
          numeric: true,
          cell: ({ inferred: { score } }) => formatFigure(score?.value ?? null),
        },
        {
          label: common('95 % interval'),
          numeric: true,
          cell: ({ inferred: { score } }) =>
            score
              ? common('{low} to {high}', {
                  low: formatFigure(score.low),
                  high: formatFigure(score.high),
                })
              : '–',
        },
        {
          label: say('Troubled'),
          numeric: true,
          cell: ({ inferred }) => formatRate(inferred.troubled.rate),
        },
        {
          label: say('Errors'),
          numeric: true,
          cell: ({ inferred }) => formatRate(inferred.failed.rate),
        },
        {
          label: say('Slow pages'),
          numeric: true,
          cell: ({ inferred }) => formatRate(inferred.slow.rate),
        },
        {
          label: say('Tries again'),
          numeric: true,
          cell: ({ inferred }) => formatRate(inferred.retried.rate),
        },
        {
          label: say('Lost beyond the usual'),
          numeric: true,
          cell: ({ inferred }) => formatRate(inferred.excess.value),
        },
      ]}
    />
  );
}
