import { at, count, durations, gapOf, group, mean, pausesOf, quantile, share } from './base.ts';
import type { Journey, Observed, OracleSettings } from './base.ts';

const visits = ({ touches }: Journey, gap: number): number =>
  1 +
  count(touches, (touch) => touch.ts - (touches[touches.indexOf(touch) - 1]?.ts ?? touch.ts) > gap);

const berlinDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' });

const closed = (list: readonly Journey[]) => list.filter((j) => j.outcome !== 'open');

const converted = (list: readonly Journey[]) => list.filter((j) => j.outcome === 'converted');

const last = (j: Journey) => at(j.touches, j.touches.length - 1);

const first = (j: Journey) => at(j.touches, 0);

/** The journeys report, counted plainly. */
export function oracleJourneys(
  { journeys, from, until }: Observed,
  settings: OracleSettings,
  horizon = 14 * 24 * 3_600_000,
) {
  const convertedWithin = (list: readonly Journey[]) => {
    const observed = list.filter((j) => until - first(j).ts >= horizon);
    return share(
      count(converted(observed), (j) => last(j).ts - first(j).ts <= horizon),
      observed.length,
    );
  };
  const n = journeys.length;
  const open = journeys.filter((j) => j.outcome === 'open');
  const pauses = new Map(journeys.map((j) => [j, pausesOf(j, settings)]));
  const visitCounts = journeys.map((j) => visits(j, settings.visitGap));
  const returned = (list: readonly Journey[]) => {
    const paused = list.filter((j) => (pauses.get(j) ?? []).length > 0);
    return share(
      count(paused, (j) => (pauses.get(j) ?? []).some((p) => p.back)),
      paused.length,
    );
  };
  const lengths = journeys.map((j) => j.touches.length);
  const channelNames = [...new Set(journeys.flatMap((j) => j.touches.map((t) => t.channel)))];
  const sales = journeys.flatMap((j) => j.touches.filter((t) => settings.isGoal(t) && t.value > 0));
  return {
    outcomes: {
      converted: share(converted(journeys).length, n),
      abandoned: share(
        count(journeys, (j) => j.outcome === 'abandoned'),
        n,
      ),
      open: share(open.length, n),
    },
    openState: {
      silent: count(open, (j) => until - last(j).ts >= gapOf(last(j), settings)),
      active: count(open, (j) => until - last(j).ts < gapOf(last(j), settings)),
    },
    behind: null,
    goals:
      settings.goalName === undefined
        ? []
        : [{ goal: settings.goalName, converted: share(converted(journeys).length, n) }],
    convertedWithin: convertedWithin(journeys),
    horizonMs: horizon,
    convertedOfClosed: share(converted(journeys).length, closed(journeys).length),
    timeToConvert: durations(converted(journeys).map((j) => last(j).ts - first(j).ts)),
    touchesPerJourney: { mean: mean(lengths), p50: quantile(lengths, 0.5) },
    visitsPerJourney: { mean: mean(visitCounts), p50: quantile(visitCounts, 0.5) },
    returned: returned(journeys),
    leftCut: count(journeys, (j) => j.first && first(j).ts - from < settings.inactivityLimit),
    abandonmentGapMs: settings.abandonmentGap,
    series: [...group(journeys, (j) => berlinDay.format(first(j).ts))]
      .map(([dayText, list]) => ({
        day: dayText,
        started: list.length,
        converted: converted(list).length,
        abandoned: count(list, (j) => j.outcome === 'abandoned'),
        open: count(list, (j) => j.outcome === 'open'),
        convertedWithin: convertedWithin(list),
        returned: returned(list),
        timeToConvert: {
          n: converted(list).length,
          p50: durations(converted(list).map((j) => last(j).ts - first(j).ts)).p50,
        },
      }))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    channels: channelNames
      .map((channel) => {
        const list = journeys.filter((j) => j.touches.some((t) => t.channel === channel));
        const all = list.flatMap((j) => j.touches);
        return {
          channel,
          journeys: list.length,
          touches: count(all, (t) => t.channel === channel),
          convertedWithin: convertedWithin(list),
        };
      })
      .toSorted((a, b) => b.touches - a.touches || (a.channel < b.channel ? -1 : 1)),
    value:
      sales.length === 0
        ? []
        : [
            {
              currency: 'EUR',
              total: sales.reduce((sum, t) => sum + t.value, 0),
              conversions: sales.length,
            },
          ],
    journeys: journeys
      .map((j) => ({
        subject: j.person.id,
        startedAt: first(j).ts,
        endedAt: last(j).ts,
        outcome: j.outcome,
        touches: j.touches.length,
        visits: visits(j, settings.visitGap),
        pauses: (pauses.get(j) ?? []).length,
        path: j.touches.map((t) => t.place).slice(0, 50),
        channels: [...new Set(j.touches.map((t) => t.channel))].toSorted(),
      }))
      .toSorted(
        (a, b) =>
          b.endedAt - a.endedAt || b.startedAt - a.startedAt || (a.subject < b.subject ? -1 : 1),
      ),
  };
}
