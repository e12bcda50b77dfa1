import { at, count, durations, gapOf, group, pausesOf, share } from './base.ts';
import type { Journey, Observed, OracleSettings, Pause } from './base.ts';
import { entryChannel } from './entry-channel.ts';
import type { LogTouch } from './log.ts';

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const bucket = (step: number) => (step <= 3 ? step : step <= 5 ? 4 : step <= 8 ? 5 : 6);

/** Hazard, excess and last touches by touchpoint. */
export function oracleDropOff({ journeys, until }: Observed, settings: OracleSettings) {
  const touches = journeys.flatMap((journey) => {
    const pauses = pausesOf(journey, settings);
    return journey.touches.map((touch, index) => ({
      touch,
      journey,
      bucket: bucket(index + 1),
      goal: settings.isGoal(touch),
      old: until - touch.ts >= gapOf(touch, settings),
      isLast: index === journey.touches.length - 1,
      newest: touch === journey.person.touches.at(-1),
      pause: pauses.find((pause) => pause.index === index),
    }));
  });
  type Touch = (typeof touches)[number];
  const observed = (list: readonly Touch[]) => list.filter((t) => !t.goal && t.old);
  const places = [...group(touches, (t) => t.touch.place)];
  const rows = places.flatMap(([touchpoint, list]) => {
    const risk = observed(list);
    const censored = count(list, (t) => !t.goal && !t.old && t.newest);
    if (risk.length + censored === 0) return [];
    let expected = 0;
    let compared = 0;
    for (const t of risk) {
      const others = observed(touches).filter(
        (o) => o.bucket === t.bucket && o.touch.place !== touchpoint,
      );
      if (others.length === 0) continue;
      expected += count(others, (o) => o.pause !== undefined) / others.length;
      compared += t.pause ? 1 : 0;
    }
    const last = list.filter((t) => t.isLast);
    return [
      {
        touchpoint,
        touches: list.length,
        hazard: share(
          count(risk, (t) => t.pause !== undefined),
          risk.length,
        ),
        censored,
        excess: compared - expected,
        lastTouchLost: count(last, (t) => t.journey.outcome === 'abandoned'),
        lastTouchSilent: count(last, (t) => t.journey.outcome === 'open' && t.old),
        returned: share(
          count(list, (t) => t.pause?.back !== undefined),
          count(list, (t) => t.pause !== undefined),
        ),
      },
    ];
  });
  const all = observed(touches);
  return {
    overall: share(
      count(all, (t) => t.pause !== undefined),
      all.length,
    ),
    rows: rows.toSorted((a, b) => byName(a.touchpoint, b.touchpoint)),
  };
}

const delay = (list: readonly Pause[]) => durations(list.map((pause) => pause.silence));

const firstReturn = ([journey, list]: [Journey, Pause[]]) => ({
  journey,
  ts: Math.min(...list.flatMap((pause) => (pause.back ? [pause.back.ts] : []))),
});

/** Pauses and returns. */
export function oracleReEntry(
  { journeys, until }: Observed,
  settings: OracleSettings,
  horizon: number,
) {
  const pauses = journeys.flatMap((journey) => pausesOf(journey, settings));
  const returnOf = (pause: Pause): LogTouch | undefined =>
    pause.silence <= horizon ? pause.back : undefined;
  const old = (pause: Pause, ms: number) => until - pause.from.ts >= ms;
  const back = pauses.filter((pause) => returnOf(pause));
  const to = (pause: Pause) => returnOf(pause)?.place ?? '';
  const by = (pause: Pause) => {
    const touch = returnOf(pause);
    return touch ? entryChannel(touch) : '';
  };
  const cameBack = (journey: Journey) => pausesOf(journey, settings).some((pause) => pause.back);
  // Journeys by a moment in them: converted within the horizon of it, of those observed that long.
  const convertedFrom = (list: readonly { journey: Journey; ts: number }[]) => {
    const observed = list.filter(({ ts }) => until - ts >= horizon);
    return share(
      count(observed, ({ journey, ts }) => {
        const end = at(journey.touches, journey.touches.length - 1).ts;
        return journey.outcome === 'converted' && end - ts <= horizon;
      }),
      observed.length,
    );
  };
  const converted = (list: readonly Pause[]) => {
    const byJourney = new Map<Journey, Pause[]>();
    for (const pause of list)
      byJourney.set(pause.journey, [...(byJourney.get(pause.journey) ?? []), pause]);
    return convertedFrom([...byJourney].map(firstReturn));
  };
  const dayMs = 86_400_000;
  return {
    pauses: pauses.length,
    returns: back.length,
    returned: share(
      count(back, (pause) => old(pause, horizon)),
      count(pauses, (pause) => old(pause, horizon)),
    ),
    censored: count(pauses, (pause) => !old(pause, horizon) && !returnOf(pause)),
    delay: delay(back),
    curve: Array.from({ length: Math.floor(horizon / dayMs) }, (_, index) => {
      const seen = pauses.filter((pause) => old(pause, (index + 1) * dayMs));
      return {
        day: index + 1,
        returned: share(
          count(seen, (p) => returnOf(p) !== undefined && p.silence <= (index + 1) * dayMs),
          seen.length,
        ),
      };
    }),
    leaving: [...group(pauses, (pause) => pause.from.place)]
      .map(([from, list]) => ({
        from,
        pauses: list.length,
        returned: share(
          count(list, (p) => old(p, horizon) && returnOf(p) !== undefined),
          count(list, (p) => old(p, horizon)),
        ),
        censored: count(list, (p) => !old(p, horizon) && !returnOf(p)),
      }))
      .toSorted((a, b) => b.pauses - a.pauses || byName(a.from, b.from)),
    points: [...group(back, (p) => JSON.stringify([to(p), by(p)]))]
      .map(([, list]) => {
        const one = at(list, 0);
        const firsts = count(journeys, (j) => {
          const first = at(j.touches, 0);
          return first.place === to(one) && entryChannel(first) === by(one);
        });
        const a = list.length / back.length;
        const b = firsts / journeys.length;
        return {
          to: to(one),
          channel: by(one),
          returns: list.length,
          shareOfReturns: share(list.length, back.length),
          shareOfFirstTouches: share(firsts, journeys.length),
          ratio: firsts === 0 ? null : a / b,
          delay: delay(list),
          convertedAfter: converted(list),
        };
      })
      .toSorted(
        (a, b) => b.returns - a.returns || byName(a.to, b.to) || byName(a.channel, b.channel),
      ),
    rows: [...group(back, (p) => JSON.stringify([p.from.place, to(p), by(p)]))]
      .map(([, list]) => {
        const one = at(list, 0);
        return {
          from: one.from.place,
          to: to(one),
          channel: by(one),
          returns: list.length,
          share: share(
            list.length,
            count(back, (p) => p.from.place === one.from.place),
          ),
          delay: delay(list),
          convertedAfter: converted(list),
        };
      })
      .toSorted(
        (a, b) =>
          b.returns - a.returns ||
          byName(a.from, b.from) ||
          byName(a.to, b.to) ||
          byName(a.channel, b.channel),
      ),
    convertedReturned: convertedFrom(
      journeys.filter(cameBack).map((j) => firstReturn([j, pausesOf(j, settings)])),
    ),
    convertedNeverPaused: convertedFrom(
      journeys
        .filter((j) => !cameBack(j))
        .map((journey) => ({ journey, ts: at(journey.touches, 0).ts })),
    ),
    abandonmentGapMs: settings.abandonmentGap,
    horizonMs: horizon,
  };
}
