import type { Bounded, PauseShare } from '@touchtrail/contract';
import { pauseEnds } from '../base/pause-risk.ts';
import { endedAt, riskRowsOf } from '../base/risk-time.ts';
import { aalenJohansen } from '../stats/aalen-johansen.ts';
import { endedShare } from '../stats/ended-share.ts';
import type { EndedShare } from '../stats/ended-share.ts';
import { spanBounds } from '../stats/span-bounds.ts';
import { gapParts } from './query.ts';
import type { AfterTouchRow } from './query.ts';

const dayMs = 86_400_000;
/** Days after the last touch at which what became of pauses is told. */
const pauseDays: readonly number[] = [1, 3, 7, 14, 30, 90];

/** What came after the touches of one touchpoint. */
export interface AfterTouch {
  hazardKaplanMeier: Bounded;
  afterPause: PauseShare[];
  finalLoss: Bounded;
}

const rest = ({ value, low, high }: Bounded): Bounded => ({
  value: value === null ? null : 1 - value,
  low: high === null ? null : 1 - high,
  high: low === null ? null : 1 - low,
});

/** The band of the model, or what leaving out each span of the range in turn says, where that is wider. */
function overSpans(model: Bounded, rows: readonly AfterTouchRow[], cause: number): Bounded {
  const { value, low, high } = model;
  if (value === null || low === null || high === null) return model;
  const spans = [...new Set(rows.map((row) => row.span))];
  const without = spans.map((span) => {
    const others = rows.filter((row) => row.span !== span);
    return aalenJohansen(riskRowsOf(others, pauseEnds.length), cause).at(-1)?.incidence ?? 0;
  });
  const bounds = spanBounds(value, without);
  return bounds
    ? { value, low: Math.min(low, bounds.low), high: Math.max(high, bounds.high) }
    : model;
}

const none: Bounded = { value: null, low: null, high: null };

/** The share that did not go on within the gap, from the counts of one touchpoint, or of all. */
export function hazard(rows: readonly AfterTouchRow[]): Bounded {
  const wentOn = riskRowsOf(
    rows.filter((row) => row.kind === 'went_on'),
    1,
  );
  return wentOn.length > 0 ? rest(endedShare(wentOn, 0).at(gapParts)) : none;
}

/** Hazard and fate of pauses from the counts of one touchpoint. */
export function afterTouch(rows: readonly AfterTouchRow[], inactivityLimitMs: number): AfterTouch {
  const pauses = riskRowsOf(
    rows.filter((row) => row.kind === 'pause'),
    pauseEnds.length,
  );
  const [returned, converted, lost] = pauseEnds.map((_, cause) => endedShare(pauses, cause)) as [
    EndedShare,
    EndedShare,
    EndedShare,
  ];
  const any = endedShare(pauses, null);
  const told = pauses.length > 0;
  return {
    hazardKaplanMeier: hazard(rows),
    afterPause: pauseDays.map((days) => {
      const ms = days * dayMs;
      return {
        days,
        atRisk: any.atRisk(ms),
        returned: returned.at(ms),
        converted: converted.at(ms),
        lost: lost.at(ms),
        silent: told ? rest(any.at(ms)) : none,
      };
    }),
    finalLoss: told
      ? overSpans(
          lost.at(endedAt(inactivityLimitMs)),
          rows.filter((row) => row.kind === 'span'),
          pauseEnds.indexOf('lost'),
        )
      : none,
  };
}
