import type { ReportTypes } from '@touchtrail/contract';
import { view } from '../../app/state.ts';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { ShareMark } from '../../marks/share-mark.tsx';
import { BehindLink } from '../../ui/behind-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { variantBehind } from './flow-behind.ts';
import { touchpointName } from '../../words/registry-names.ts';

const say = words({
  'Exact sequences': 'Genaue Abfolgen',
  'The {n} most frequent of {all}; they cover {share} of paths':
    'Die {n} häufigsten von {all}; sie decken {share} der Wege',
  Variants: 'Varianten',
  'No paths in this period.': 'Keine Wege in diesem Zeitraum.',
  Sequence: 'Abfolge',
  Paths: 'Wege',
});

const shown = 7;

/** One exact sequence; the middle of long ones is folded. */
function Path({ path, length }: { path: readonly string[]; length: number }) {
  const head = length > shown ? path.slice(0, shown - 2) : path;
  const last = length > shown && length === path.length ? path.at(-1) : undefined;
  const folded = length - head.length - (last === undefined ? 0 : 1);
  return (
    <ol class="path" title={path.map(touchpointName).join(' → ')}>
      {head.map((key, index) => (
        <li key={index}>
          <Touchpoint of={key} />
        </li>
      ))}
      {folded > 0 && <li class="folded">{`+${formatCount(folded)}`}</li>}
      {last !== undefined && (
        <li>
          <Touchpoint of={last} />
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
      title={say('Exact sequences')}
      note={say('The {n} most frequent of {all}; they cover {share} of paths', {
        n: formatCount(variants.length),
        all: formatCount(variantCount),
        share: formatRate(variantCoverage.rate),
      })}
      chart={
        <DataTable
          caption={say('Variants')}
          rows={variants}
          rowKey={(variant) => JSON.stringify(variant.path)}
          empty={say('No paths in this period.')}
          columns={[
            {
              label: say('Sequence'),
              cell: (variant) => <Path path={variant.path} length={variant.length} />,
            },
            {
              label: say('Paths'),
              numeric: true,
              cell: (variant) => (
                <BehindLink of={variantBehind(view.value, variant)}>
                  {formatCount(variant.count)}
                </BehindLink>
              ),
            },
            {
              label: common('Share'),
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
              label: common('Converted'),
              numeric: true,
              cell: (variant) => <Share of={variant.converted} />,
            },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}
