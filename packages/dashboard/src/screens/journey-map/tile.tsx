import type { PhaseCell } from '@touchtrail/contract';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { isListed } from '../../ui/behind-link.tsx';
import { Link } from '../../ui/link.tsx';
import { say } from './say.ts';
import { channelName } from '../../words/channels.ts';

const parts = ['wentOn', 'converted', 'cameBack', 'abandoned', 'open'] as const;
const hues = {
  wentOn: 'went-on',
  converted: 'converted',
  cameBack: 'returned',
  abandoned: 'abandoned',
  open: 'open',
} as const;
const widest = 112;
const height = 40;

/** A cell of the map in words. */
const tileText = (cell: PhaseCell, phase: string): string =>
  say(
    '{phase}, {channel}: {share} of journeys ({n}). Afterwards: {on} went on, {converted} converted, {back} came back later, {abandoned} abandoned, {open} not decided yet.',
    {
      phase,
      channel: channelName(cell.channel),
      share: formatRate(cell.journeys.rate),
      n: formatCount(cell.journeys.count),
      on: formatRate(cell.wentOn.rate),
      converted: formatRate(cell.converted.rate),
      back: formatRate(cell.cameBack.rate),
      abandoned: formatRate(cell.abandoned.rate),
      open: formatRate(cell.open.rate),
    },
  );

/** One phase by one channel: area is reach, the bar beneath is what came after. */
export function Tile({ cell, phase }: { cell: PhaseCell; phase: string }) {
  const rate = cell.journeys.rate ?? 0;
  // Area, not length, is the share.
  const side = Math.sqrt(rate);
  const text = tileText(cell, phase);
  const share = formatRate(cell.journeys.rate);
  const behind = { kind: 'phase', phase: cell.phase, channel: cell.channel } as const;
  let x = 0;
  return (
    <Link
      to={{ behind }}
      class="tile behind"
      current={isListed(behind)}
      label={`${share}: ${text}`}
      title={text}
    >
      <svg width={widest} height={height + 10} aria-hidden="true">
        <rect
          class="tile-ground"
          y={height - Math.max(3, side * height)}
          width={Math.max(3, side * widest)}
          height={Math.max(3, side * height)}
          rx={3}
        />
        {parts.map((part) => {
          const width = (cell[part].rate ?? 0) * widest;
          const at = x;
          x += width;
          return (
            <rect
              key={part}
              class={`fill ${hues[part]}`}
              x={at}
              y={height + 3}
              width={Math.max(0, width - 0.5)}
              height={6}
            />
          );
        })}
      </svg>
      <span class="tile-figure">{share}</span>
    </Link>
  );
}
