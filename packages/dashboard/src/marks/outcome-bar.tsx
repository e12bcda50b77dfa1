import type { Outcome, Proportion } from '@touchtrail/contract';
import { formatCount, formatRate } from '../format/numbers.ts';
import { common } from '../words/common.ts';
import { useWidth } from '../ui/use-width.ts';

const order: readonly Outcome[] = ['converted', 'abandoned', 'open'];

/** All journeys as one bar, split by outcome. */
export function OutcomeBar({ outcomes }: { outcomes: Record<Outcome, Proportion> }) {
  const [ref, width] = useWidth<HTMLDivElement>(200);
  const words = order.map((o) => `${common(o)} ${formatRate(outcomes[o].rate)}`).join(', ');
  let x = 0;
  return (
    <div ref={ref} class="outcome-bar">
      <svg width={width} height={10} role="img" aria-label={words}>
        {order.map((outcome) => {
          const { rate, count } = outcomes[outcome];
          const length = (rate ?? 0) * width;
          const at = x;
          x += length;
          return (
            <rect
              key={outcome}
              class={`fill ${outcome}`}
              x={at}
              width={Math.max(0, length - 1)}
              height={10}
            >
              <title>{`${common(outcome)}: ${formatCount(count)}`}</title>
            </rect>
          );
        })}
      </svg>
    </div>
  );
}
