import { at, count, durations, group, share } from './base.ts';
import type { Journey, Observed } from './base.ts';

interface Stay {
  phase: string;
  from: number;
}

const start = (journey: Journey) => at(journey.touches, 0).ts;

/** The phases report, counted plainly; moves in the order of their keys. */
export function oraclePhases(
  { journeys, until }: Observed,
  order: readonly string[],
  phaseOf: (place: string) => string,
  horizon: number,
  visitGap: number,
) {
  const stays = new Map<Journey, Stay[]>();
  for (const journey of journeys) {
    const own: Stay[] = [];
    for (const touch of journey.touches) {
      const phase = phaseOf(touch.place);
      if (phase !== '' && own.at(-1)?.phase !== phase) own.push({ phase, from: touch.ts });
    }
    stays.set(journey, own);
  }
  const staysOf = (journey: Journey) => stays.get(journey) ?? [];
  const place = (phase: string) => order.indexOf(phase);
  const observed = journeys.filter((journey) => until - start(journey) >= horizon);
  const moves = journeys.flatMap((journey) =>
    staysOf(journey)
      .slice(1)
      .map((next, index) => ({ journey, one: at(staysOf(journey), index), next })),
  );
  const isBack = ({ one, next }: { one: Stay; next: Stay }) => place(next.phase) < place(one.phase);
  const touches = journeys.flatMap((journey) => journey.touches);
  const firstIn = (journey: Journey, phase: string) =>
    staysOf(journey).find((stay) => stay.phase === phase);
  return {
    horizonMs: horizon,
    phases: order.map((phase) => {
      const reached = journeys.filter((journey) => firstIn(journey, phase));
      const delay = (journey: Journey) => (firstIn(journey, phase)?.from ?? 0) - start(journey);
      const leaving = moves.filter(({ one }) => one.phase === phase);
      return {
        phase,
        touches: count(touches, (touch) => phaseOf(touch.place) === phase),
        reached: share(reached.length, journeys.length),
        reachedWithin: share(
          count(reached, (journey) => observed.includes(journey) && delay(journey) <= horizon),
          observed.length,
        ),
        timeToReach: durations(reached.map(delay)),
        stays: journeys.flatMap(staysOf).filter((stay) => stay.phase === phase).length,
        timeInPhase: durations(leaving.map(({ one, next }) => next.from - one.from)),
        returns: count(moves, (move) => move.next.phase === phase && isBack(move)),
      };
    }),
    cells: cells(journeys, order, phaseOf, visitGap),
    moves: [...group(moves, ({ one, next }) => `${one.phase} ${next.phase}`).values()].map(
      (own) => {
        const { one, next } = at(own, 0);
        return {
          from: one.phase,
          to: next.phase,
          back: isBack({ one, next }),
          moves: own.length,
          journeys: new Set(own.map(({ journey }) => journey)).size,
          share: share(
            own.length,
            count(moves, (move) => move.one.phase === one.phase),
          ),
          delay: durations(own.map((move) => move.next.from - move.one.from)),
        };
      },
    ),
    wentBack: share(
      new Set(moves.filter(isBack).map(({ journey }) => journey)).size,
      journeys.length,
    ),
    furthest: [...order, null].map((phase) => {
      const number = phase === null ? -1 : place(phase);
      const own = count(
        journeys,
        (journey) => Math.max(-1, ...staysOf(journey).map((stay) => place(stay.phase))) === number,
      );
      return { phase, journeys: own, share: share(own, journeys.length) };
    }),
    withoutPhase: share(
      count(touches, (touch) => phaseOf(touch.place) === ''),
      touches.length,
    ),
    experience: experience(journeys, order, phaseOf, visitGap),
    backstage: [],
    kpis: null,
  };
}

const score = (trouble: number | null, excess: number | null): number =>
  1 + 9 * (1 - (trouble ?? 0)) * (1 - Math.min(1, excess ?? 0));

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** What can be seen of the experience in a log without errors and page times. */
function experience(
  journeys: readonly Journey[],
  order: readonly string[],
  phaseOf: (place: string) => string,
  visitGap: number,
) {
  const lostIn = (journey: Journey, phase: string) =>
    journey.outcome === 'abandoned' && phaseOf(journey.touches.at(-1)?.place ?? '') === phase;
  const met = (journey: Journey, phase: string) =>
    count(journey.touches, ({ place }) => phaseOf(place) === phase);
  const all = order.map((phase) => sum(journeys.map((one) => met(one, phase))));
  const lost = order.map((phase) => count(journeys, (one) => lostIn(one, phase)));
  return order.map((phase, index) => {
    const own = journeys.filter((one) => met(one, phase) > 0);
    const again = count(own, ({ touches }) =>
      touches.some((touch, nth) => {
        const before = touches[nth - 1];
        return (
          before !== undefined &&
          before.place === touch.place &&
          phaseOf(touch.place) === phase &&
          touch.ts - before.ts <= visitGap
        );
      }),
    );
    const none = share(0, own.length);
    const troubled = share(again, own.length);
    const abandoned = share(lost[index] ?? 0, own.length);
    const expected = (sum(lost) / sum(all)) * ((all[index] ?? 0) / own.length);
    const over = (rate: number | null) => (rate === null ? null : Math.max(0, rate - expected));
    return {
      phase,
      inferred: {
        journeys: own.length,
        failed: none,
        slow: none,
        retried: troubled,
        troubled,
        abandoned,
        excess: {
          value: over(abandoned.rate),
          low: over(abandoned.low),
          high: over(abandoned.high),
        },
        score:
          own.length < 30
            ? null
            : {
                value: score(troubled.rate, over(abandoned.rate)),
                low: score(troubled.high, over(abandoned.high)),
                high: score(troubled.low, over(abandoned.low)),
              },
      },
    };
  });
}

/** Phases and channels, and what came after the last touch of each journey there. */
function cells(
  journeys: readonly Journey[],
  order: readonly string[],
  phaseOf: (place: string) => string,
  visitGap: number,
) {
  const touched = journeys.flatMap((journey) =>
    journey.touches
      .map((touch, index) => {
        const next = journey.touches[index + 1];
        const became =
          next === undefined
            ? journey.outcome
            : next.ts - touch.ts <= visitGap
              ? 'wentOn'
              : 'cameBack';
        return { journey, phase: phaseOf(touch.place), channel: touch.channel, became };
      })
      .filter(({ phase }) => phase !== ''),
  );
  return [...group(touched, ({ phase, channel }) => `${order.indexOf(phase)} ${channel}`).values()]
    .map((own) => {
      const { phase, channel } = at(own, 0);
      const last = [...new Map(own.map((touch) => [touch.journey, touch])).values()];
      const of = (what: string) =>
        share(
          count(last, ({ became }) => became === what),
          last.length,
        );
      return {
        phase,
        channel,
        touches: own.length,
        journeys: share(last.length, journeys.length),
        wentOn: of('wentOn'),
        cameBack: of('cameBack'),
        converted: of('converted'),
        abandoned: of('abandoned'),
        open: of('open'),
      };
    })
    .toSorted(
      (a, b) =>
        order.indexOf(a.phase) - order.indexOf(b.phase) ||
        b.journeys.count - a.journeys.count ||
        (a.channel < b.channel ? -1 : 1),
    );
}
