import { at, count, durations, group, share } from './base.ts';
import type { Journey, Observed } from './base.ts';
import type { LogTouch } from './log.ts';

const analog = new Set(['store', 'phone', 'mail', 'event', 'call_center']);
const side = (channel: string) => (analog.has(channel) ? 'analog' : 'digital');
const twoSides = ['digital', 'analog'];
const pairs = twoSides.flatMap((a) => twoSides.map((b): [string, string] => [a, b]));

interface Step {
  journey: Journey;
  one: LogTouch;
  other: LogTouch;
}

const firstOf = (journey: Journey) => at(journey.touches, 0);
const lastOf = (journey: Journey) => at(journey.touches, journey.touches.length - 1);

const mixOf = (journey: Journey) => {
  const met = new Set(journey.touches.map((touch) => side(touch.channel)));
  return met.size === 2 ? 'both' : met.has('analog') ? 'analog only' : 'digital only';
};

/** The channels report, counted plainly; lists in the order of their keys. */
export function oracleChannels({ journeys, until }: Observed, horizon: number) {
  const steps = journeys.flatMap((journey) =>
    journey.touches
      .slice(1)
      .map((other, index): Step => ({ journey, one: at(journey.touches, index), other })),
  );
  const won = journeys.filter((j) => j.outcome === 'converted');
  const convertedWithin = (list: readonly Journey[]) => {
    const observed = list.filter((j) => until - firstOf(j).ts >= horizon);
    return share(
      count(observed, (j) => j.outcome === 'converted' && lastOf(j).ts - firstOf(j).ts <= horizon),
      observed.length,
    );
  };
  return {
    horizonMs: horizon,
    moves: [...group(steps, (s) => `${s.one.channel} ${s.other.channel}`).values()].map((own) => {
      const { one, other } = at(own, 0);
      return {
        from: one.channel,
        to: other.channel,
        moves: own.length,
        journeys: new Set(own.map((step) => step.journey)).size,
        share: share(
          own.length,
          count(steps, (step) => step.one.channel === one.channel),
        ),
        delay: durations(own.map((step) => step.other.ts - step.one.ts)),
      };
    }),
    sides: pairs.map(([from, to]) => {
      const leaving = steps.filter((step) => side(step.one.channel) === from);
      const moves = count(leaving, (step) => side(step.other.channel) === to);
      return { from, to, moves, share: share(moves, leaving.length) };
    }),
    landings: [...group(won, (j) => `${firstOf(j).channel} ${lastOf(j).channel}`).values()].map(
      (own) => {
        const first = firstOf(at(own, 0)).channel;
        const begun = count(won, (j) => firstOf(j).channel === first);
        const last = lastOf(at(own, 0)).channel;
        return { first, last, conversions: own.length, share: share(own.length, begun) };
      },
    ),
    landingSides: pairs.map(([first, last]) => {
      const begun = won.filter((j) => side(firstOf(j).channel) === first);
      const conversions = count(begun, (j) => side(lastOf(j).channel) === last);
      return { first, last, conversions, share: share(conversions, begun.length) };
    }),
    researchedOnline: (() => {
      const offline = won.filter((j) => side(lastOf(j).channel) === 'analog');
      const online = count(offline, (j) => j.touches.some((t) => side(t.channel) === 'digital'));
      return share(online, offline.length);
    })(),
    firsts: [...group(journeys, (j) => firstOf(j).channel)].map(([first, own]) => ({
      first,
      side: side(first),
      journeys: own.length,
      convertedWithin: convertedWithin(own),
    })),
    mixes: ['digital only', 'analog only', 'both'].map((mix) => {
      const own = journeys.filter((j) => mixOf(j) === mix);
      return {
        mix,
        journeys: own.length,
        share: share(own.length, journeys.length),
        convertedWithin: convertedWithin(own),
      };
    }),
  };
}
