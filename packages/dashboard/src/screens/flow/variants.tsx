import type { ReportTypes } from '@touchtrail/contract';
import { site } from '../../app/state.ts';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { ShareMark } from '../../marks/share-mark.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { PopulationLine } from '../../ui/population-line.tsx';
import { Share } from '../../ui/share.tsx';

const shown = 7;

/** One exact sequence; the middle of long ones is folded. */
function Path({ path, length }: { path: readonly string[]; length: number }) {
  const head = length > shown ? path.slice(0, shown - 2) : path;
  const last = length > shown && length === path.length ? path.at(-1) : undefined;
  const folded = length - head.length - (last === undefined ? 0 : 1);
  return (
    <ol class="path" title={path.join(' → ')}>
      {head.map((key, index) => (
        <li key={index}>
          <Name>{key}</Name>
        </li>
      ))}
      {folded > 0 && <li class="folded">{`+${formatCount(folded)}`}</li>}
      {last !== undefined && (
        <li>
          <Name>{last}</Name>
        </li>
      )}
    </ol>
  );
}

/** The exact sequences people took, most frequent first. */
export function Variants({ report }: { report: ReportTypes['paths'] }) {
  const { variants, variantCount, variantCoverage } = report.result;
  return (
    <Figure
      title="Exact sequences"
      note={`The ${formatCount(variants.length)} most frequent of ${formatCount(variantCount)}; they cover ${formatRate(variantCoverage.rate)} of paths`}
      chart={
        <DataTable
          caption="Variants"
          rows={variants}
          rowKey={(variant) => JSON.stringify(variant.path)}
          empty="No paths in this period."
          columns={[
            {
              label: 'Sequence',
              cell: (variant) => <Path path={variant.path} length={variant.length} />,
            },
            { label: 'Paths', numeric: true, cell: (variant) => formatCount(variant.count) },
            {
              label: 'Share',
              numeric: true,
              minor: true,
              cell: (variant) => (
                <span class="share-cell">
                  {formatRate(variant.share.rate)}
                  <ShareMark of={variant.share} width={64} />
                </span>
              ),
            },
            {
              label: 'Converted',
              numeric: true,
              cell: (variant) => <Share of={variant.converted} />,
            },
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
