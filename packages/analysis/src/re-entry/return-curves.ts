import type { Bounded, ReEntryResult, ReEntryTrigger, ReturnTime } from '@touchtrail/contract';
import { nameOf } from '../base/names.ts';
import { endedAt, riskRowsOf } from '../base/risk-time.ts';
import type { CountedEnd } from '../base/risk-time.ts';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { endedShare } from '../stats/ended-share.ts';
import type { EndedShare } from '../stats/ended-share.ts';
import { logRank } from '../stats/log-rank.ts';
import { wilson } from '../stats/wilson.ts';
import type { ConversionRow, LeftRow, TriggerRow } from './query.ts';

const dayMs = 86_400_000;

/** What a re-entry report tells by Kaplan-Meier, and what came before returns. */
export type ReturnCurves = Pick<
  ReEntryResult,
  | 'returnCurve'
  | 'returnTime'
  | 'conversionReturned'
  | 'conversionNeverPaused'
  | 'conversionTest'
  | 'triggers'
  | 'untriggered'
>;

/** Time until a return: what is lost at the inactivity limit was watched until then. */
const returnsOf = (rows: readonly CountedEnd[]): EndedShare =>
  endedShare(
    riskRowsOf(
      // Coming back with the goal is coming back.
      rows.map((row) => ({ ...row, cause: row.cause <= 1 ? 0 : 1 })),
      1,
    ),
    0,
  );

const quartiles = (share: EndedShare): ReturnTime => ({
  p25: share.timeOf(0.25),
  p50: share.timeOf(0.5),
  p75: share.timeOf(0.75),
});

/** Time until the return after pauses that began at one touchpoint. */
export const returnTimeFrom = (left: readonly LeftRow[], origin: string): ReturnTime =>
  quartiles(returnsOf(left.filter((row) => row.origin === origin)));

/** Curves from the counts. */
export function returnCurves(
  left: readonly LeftRow[],
  conversions: readonly ConversionRow[],
  triggers: readonly TriggerRow[],
  names: ReadonlyMap<string, string>,
  { returns, horizonMs }: { returns: number; horizonMs: number },
): ReturnCurves {
  const all = returnsOf(left);
  const groups = [true, false].map((cameBack) =>
    riskRowsOf(
      conversions.filter((row) => row.cameBack === cameBack),
      1,
    ),
  );
  const [returned, straight] = groups.map((rows): Bounded =>
    endedShare(rows, 0).at(endedAt(horizonMs)),
  );
  const none: Bounded = { value: null, low: null, high: null };
  const test = groups.every((rows) => rows.length > 0) ? logRank(groups) : null;
  const known = triggers.filter((row) => row.channel !== '');
  const told = known.map((row): ReEntryTrigger => ({
    channel: row.channel,
    touchpoint: nameOf(names, row.id),
    returns: row.returns,
    share: wilson(row.returns, returns),
    delay: durationQuantiles(row.returns, row.delay),
  }));
  return {
    returnCurve: Array.from({ length: Math.floor(horizonMs / dayMs) }, (_, index) => ({
      day: index + 1,
      atRisk: all.atRisk((index + 1) * dayMs),
      returned: all.at((index + 1) * dayMs),
    })),
    returnTime: quartiles(all),
    conversionReturned: returned ?? none,
    conversionNeverPaused: straight ?? none,
    conversionTest: test && Number.isFinite(test.statistic) ? test : null,
    triggers: told.toSorted(
      (a, b) =>
        b.returns - a.returns ||
        (JSON.stringify([a.channel, a.touchpoint]) < JSON.stringify([b.channel, b.touchpoint])
          ? -1
          : 1),
    ),
    untriggered: triggers.find((row) => row.channel === '')?.returns ?? 0,
  };
}
