import type { FunnelGroup, ReportTypes } from '@touchtrail/contract';
import type { Comparison } from '../../app/use-compared.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { ShareMark } from '../../marks/share-mark.tsx';
import { comparedColumns, comparedIn } from '../../ui/compared-sides.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { tellWord } from './tell-word.ts';

const say = words({
  'Who gets through, by {field}': 'Wer ankommt, nach {field}',
  'People by this value at the first step of their try. The share is of those whose window is closed or who finished.':
    'Personen nach diesem Wert beim ersten Schritt ihres Versuchs. Der Anteil ist von denen, deren Fenster zu ist oder die ankamen.',
  Entered: 'Begonnen',
  Finished: 'Angekommen',
  'Of decided': 'Von Entschiedenen',
  'Still open': 'Noch offen',
  'no value': 'kein Wert',
  'all others': 'alle anderen',
});

const valueName = (field: string, { value }: FunnelGroup): string => {
  if (value === '(none)') return say('no value');
  if (value === '(other)') return say('all others');
  return field === 'channel' || field === 'entry_channel' ? channelName(value) : value;
};

/** The funnel told apart by a value of its first step; nothing where it is not asked for. */
export function StepGroups({ report, of }: { report: ReportTypes['funnel']; of: Comparison }) {
  const { breakdown } = report.result;
  if (!breakdown) return null;
  const finished = comparedIn(of, 'finished');
  const title = say('Who gets through, by {field}', { field: tellWord(breakdown.field) });
  return (
    <Figure
      title={title}
      note={say(
        'People by this value at the first step of their try. The share is of those whose window is closed or who finished.',
      )}
      chart={
        <DataTable
          caption={title}
          rows={breakdown.groups}
          rowKey={({ value }) => value}
          columns={[
            {
              label: tellWord(breakdown.field),
              cell: (group) => <Name>{valueName(breakdown.field, group)}</Name>,
            },
            {
              label: say('Entered'),
              numeric: true,
              cell: ({ reached }) => formatCount(reached[0] ?? 0),
            },
            {
              label: say('Finished'),
              numeric: true,
              cell: ({ reached }) => formatCount(reached.at(-1) ?? 0),
            },
            {
              label: say('Of decided'),
              numeric: true,
              cell: ({ conversion }) => (
                <span class="share-cell">
                  <Share of={conversion} />
                  <ShareMark of={conversion} width={110} />
                </span>
              ),
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
            ...comparedColumns<FunnelGroup>(of, ({ value }) => finished(value)),
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}
