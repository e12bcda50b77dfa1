import type { FunnelResult, ReportTypes, TimeSpread } from '@touchtrail/contract';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { timeBins } from '../../marks/time-bins.ts';
import { TimeRows } from '../../marks/time-rows.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { stepNames } from './step-names.ts';

const say = words({
  'How long it takes': 'Wie lange es dauert',
  'Of those who got there: how many needed up to how long. Under each name the median and how many.':
    'Von denen, die ankamen: wie viele bis wie lange brauchten. Unter jedem Namen der Median und wie viele.',
  'first to last': 'vom ersten zum letzten',
  'Up to': 'Bis',
  longer: 'länger',
});

interface Way {
  key: string;
  label: string;
  spread: TimeSpread;
}

function ways(result: FunnelResult): Way[] {
  const { steps, timeToFinish } = result;
  const names = stepNames(result);
  const between = steps.flatMap(({ touchpoint, timeFromPrevious }, index): Way[] =>
    timeFromPrevious === null || timeFromPrevious.n === 0
      ? []
      : [
          {
            key: String(index),
            label: `${names[index - 1] ?? ''} → ${names[index] ?? touchpoint}`,
            spread: timeFromPrevious,
          },
        ],
  );
  if (steps.length === 2 || timeToFinish.n === 0) return between;
  return [...between, { key: 'all', label: say('first to last'), spread: timeToFinish }];
}

/** How the times between the steps are spread, one row a gap, all on the same bins. */
export function StepTimes({ report }: { report: ReportTypes['funnel'] }) {
  const all = ways(report.result);
  if (all.length === 0) return null;
  const bins = timeBins(all.map(({ spread }) => spread.histogram));
  const rows = all.flatMap(({ key, label, spread }) =>
    spread.histogram
      .filter(({ count }) => count > 0)
      .map(({ upTo, count }) => ({ key, label, spread, upTo, count })),
  );
  return (
    <Figure
      title={say('How long it takes')}
      note={say(
        'Of those who got there: how many needed up to how long. Under each name the median and how many.',
      )}
      chart={
        <TimeRows
          ariaLabel={say('How long it takes')}
          bins={bins}
          rows={all.map(({ key, label, spread }) => ({ key, label, median: spread.p50 }))}
        />
      }
      table={
        <DataTable
          caption={say('How long it takes')}
          rows={rows}
          rowKey={({ key, upTo }) => `${key} ${upTo}`}
          limit={40}
          columns={[
            { label: common('Touchpoint'), cell: ({ label }) => <Name>{label}</Name> },
            {
              label: common('Median time'),
              numeric: true,
              cell: ({ spread }) => formatDuration(spread.p50),
            },
            {
              label: say('Up to'),
              numeric: true,
              cell: ({ upTo }) => (upTo === null ? say('longer') : formatDuration(upTo)),
            },
            { label: common('People'), numeric: true, cell: ({ count }) => formatCount(count) },
            {
              label: common('Share'),
              numeric: true,
              cell: ({ count, spread }) => formatRate(spread.n === 0 ? null : count / spread.n),
            },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}
