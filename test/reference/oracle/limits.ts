import { at, quantile } from './base.ts';
import type { Observed, OracleSettings } from './base.ts';
import { day } from './log.ts';

type Given = Pick<OracleSettings, 'visitGap' | 'isGoal'>;

/** Silences of at least the gap after which the person came back, those after a goal left out. */
export const returnDelays = ({ people }: Observed, gap: number, { isGoal }: Given): number[] =>
  people.flatMap(({ touches }) =>
    touches.flatMap((touch, index) => {
      const next = touches[index + 1];
      return next && !isGoal(touch) && next.ts - touch.ts >= gap ? [next.ts - touch.ts] : [];
    }),
  );

/** Both limits as the data tell them. */
export function oracleLimits(observed: Observed, given: Given) {
  const short = observed.people
    .flatMap(({ touches }) => touches.slice(1).map((t, index) => t.ts - at(touches, index).ts))
    .filter((gap) => gap < day);
  const learned = quantile(short, 0.95) ?? NaN;
  const abandonmentGap =
    short.length < 20
      ? given.visitGap
      : Math.round(Math.min(7 * day, Math.max(given.visitGap, learned)));
  const delays = returnDelays(observed, abandonmentGap, given);
  const within = Math.round(
    Math.min(90 * day, Math.max(7 * day, quantile(delays, 0.99) ?? 90 * day)),
  );
  const times = observed.people.flatMap(({ touches }) => touches.map(({ ts }) => ts));
  const span = Math.max(...times) - Math.min(...times);
  const inactivityLimit = delays.length < 200 || span < 3 * within ? 90 * day : within;
  return { abandonmentGap, inactivityLimit };
}
