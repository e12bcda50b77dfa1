import type { FunnelGroup, ReportTypes } from '@touchtrail/contract';
import { formatCount } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { splitWord } from './order-and-split.tsx';

const say = words({
  'Told apart by {field}': 'Unterschieden nach {field}',
  'By the value at the first step of a try; shares of those whose window is closed or who finished, with 95 % intervals. Groups as they are: they may differ in more than this.':
    'Nach dem Wert beim ersten Schritt eines Versuchs; Anteile an denen, deren Fenster zu ist oder die ans Ziel kamen, mit 95-%-Intervallen. Gruppen, wie sie sind: Sie können sich in mehr unterscheiden.',
  Began: 'Begannen',
  Finished: 'Am Ziel',
  'Still open': 'Noch offen',
  '(none)': '(ohne Angabe)',
  '(other)': '(andere)',
});

/** How far people get, told apart by what they began with; nothing where that is not asked. */
export function Breakdown({ report }: { report: ReportTypes['funnel'] }) {
  const { breakdown } = report.result;
  if (breakdown === null) return null;
  const { field, groups } = breakdown;
  const title = say('Told apart by {field}', { field: splitWord(field) });
  const valueName = ({ value }: FunnelGroup): string => {
    if (value === '(none)' || value === '(other)') return say(value);
    return field === 'channel' || field === 'entry_channel' ? channelName(value) : value;
  };
  return (
    <Figure
      title={title}
      note={say(
        'By the value at the first step of a try; shares of those whose window is closed or who finished, with 95 % intervals. Groups as they are: they may differ in more than this.',
      )}
      chart={
        <DataTable
          caption={title}
          rows={groups}
          rowKey={({ value }) => value}
          columns={[
            { label: splitWord(field), cell: (group) => <Name>{valueName(group)}</Name> },
            {
              label: say('Began'),
              numeric: true,
              cell: ({ reached }) => formatCount(reached[0] ?? 0),
            },
            ...report.result.steps.slice(1, -1).map(({ touchpoint }, index) => ({
              label: `${index + 2}. ${touchpoint}`,
              numeric: true,
              minor: true,
              cell: ({ reached }: FunnelGroup) => formatCount(reached[index + 1] ?? 0),
            })),
            {
              label: say('Finished'),
              numeric: true,
              cell: ({ conversion }) => <Share of={conversion} />,
            },
            {
              label: say('Still open'),
              numeric: true,
              minor: true,
              cell: ({ stillOpen }) => formatCount(stillOpen),
            },
            {
              label: common('Median time'),
              numeric: true,
              cell: ({ timeToFinish }) => formatDuration(timeToFinish?.p50 ?? null),
            },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}
