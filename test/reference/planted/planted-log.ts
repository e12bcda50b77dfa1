import { randomFrom } from '@touchtrail/analysis/stats';
import type { EventRow } from '@touchtrail/store';

/** A log whose truth is known, because it was planted: who converts, and what that depends on. */
export interface PlantedTouchpoint {
  key: string;
  /** Log odds that the goal comes next, once it was met. */
  won: number;
  /** Log odds of going away, once it was met, and while standing there. */
  gone: number;
  goneHere: number;
  /** Weight of being the next touch at early steps (1 to 3) and later. */
  early: number;
  late: number;
  /** Only journeys that entered by e-mail meet it three times as often. */
  byEmail?: boolean;
  /** Comes right after this one half of the time. */
  after?: string;
}

const plain = (
  key: string,
  early: number,
  late = early,
  more: Partial<PlantedTouchpoint> = {},
) => ({
  key,
  won: 0,
  gone: 0,
  goneHere: 0,
  early,
  late,
  ...more,
});

/** Twelve that matter and seventeen that do not. */
export const plantedTouchpoints: readonly PlantedTouchpoint[] = [
  plain('make.chat', 1, 1, { won: 0.9 }),
  plain('make.demo', 0.6, 1.2, { won: 0.8 }),
  plain('make.review', 1.2, 1, { won: 0.7 }),
  plain('make.trial', 0.4, 1.4, { won: 0.9, byEmail: true }),
  plain('make.help', 0.8, 0.8, { won: 0.3, gone: -0.7 }),
  plain('make.store', 0.7, 0.7, { won: 0.8, gone: -0.3 }),
  plain('break.error', 0.8, 0.8, { won: -0.8, gone: 0.6 }),
  plain('break.declined', 0.3, 1, { won: -0.9, goneHere: 1 }),
  plain('break.delay', 0.9, 0.9, { won: -0.9, gone: 0.3 }),
  plain('break.price', 1.2, 0.8, { won: -1 }),
  plain('break.form', 0.8, 0.8, { gone: 0.8 }),
  plain('break.popup', 1, 0.6, { won: -0.5, gone: 0.5, byEmail: true }),
  plain('none.home', 4, 1),
  plain('none.list', 2, 2),
  plain('none.blog', 1.5, 0.5),
  plain('none.about', 1, 0.6),
  plain('none.search', 1, 1.5),
  // Only long journeys get so far: those that were going to convert anyway are over-represented.
  plain('none.compare', 0, 1.6),
  plain('none.specs', 0, 1.2),
  plain('none.faq', 0, 1),
  plain('none.shipping', 0, 1),
  // Right after one that matters.
  plain('none.after-chat', 0.1, 0.1, { after: 'make.chat' }),
  plain('none.after-error', 0.1, 0.1, { after: 'break.error' }),
  plain('none.after-demo', 0.1, 0.1, { after: 'make.demo' }),
  // Met by those who convert more often for another reason.
  plain('none.newsletter', 0.6, 0.6, { byEmail: true }),
  plain('none.coupon', 0.5, 0.5, { byEmail: true }),
  plain('none.jobs', 0.5, 0.3),
  plain('none.press', 0.5, 0.5),
  plain('none.video', 0.8, 0.8),
];

const day = 86_400_000;
/** Length of the log; journeys that run on after it are open. */
const plantedDays = 120;
/** No gap inside a journey is longer. */
export const plantedHorizon = 7 * day;
const start = Date.UTC(2026, 5, 1);

const expit = (eta: number): number => 1 / (1 + Math.exp(-eta));

/** Where a journey stands. */
interface Standing {
  email: boolean;
  step: number;
  here: number;
  met: Set<number>;
}

const followers = new Map(
  plantedTouchpoints.flatMap(({ after }, index) =>
    after === undefined ? [] : [[after, index] as const],
  ),
);

const weightsBy = [true, false].map((email) =>
  [true, false].map((early) => {
    const weights = plantedTouchpoints.map(
      (place) => (early ? place.early : place.late) * (place.byEmail && email ? 3 : 1),
    );
    return { weights, total: weights.reduce((sum, weight) => sum + weight, 0) };
  }),
);
const weightsOf = (email: boolean, early: boolean) =>
  weightsBy[email ? 0 : 1]?.[early ? 0 : 1] ?? { weights: [], total: 0 };

function nextPlace({ email, step, here }: Standing, random: () => number): number {
  const follower = followers.get(plantedTouchpoints[here]?.key ?? '');
  if (follower !== undefined && random() < 0.5) return follower;
  const { weights, total } = weightsOf(email, step < 4);
  let left = random() * total;
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}

/** Chances that the goal comes next, and of going away else; of `without` no coefficient counts. */
function chances(
  { email, step, here, met }: Standing,
  without = -1,
): { won: number; gone: number } {
  let won = -4 + 0.12 * Math.min(step, 8) + (email ? 0.6 : 0);
  let gone = -1.7 + 0.05 * Math.min(step, 8) - (email ? 0.2 : 0);
  for (const index of met) {
    if (index === without) continue;
    won += plantedTouchpoints[index]?.won ?? 0;
    gone += plantedTouchpoints[index]?.gone ?? 0;
  }
  if (here !== without) gone += plantedTouchpoints[here]?.goneHere ?? 0;
  return { won: expit(won), gone: expit(gone) };
}

/** What comes next. */
function outcome(standing: Standing, random: () => number): 'won' | 'gone' | 'on' {
  const { won, gone } = chances(standing);
  if (random() < won) return 'won';
  return random() < gone ? 'gone' : 'on';
}

const arrive = (standing: Standing, place: number): Standing => ({
  ...standing,
  here: place,
  met: new Set(standing.met).add(place),
});

const gap = (random: () => number): number => {
  const kind = random();
  if (kind < 0.7) return 60_000 + random() * 1_200_000;
  if (kind < 0.95) return 3_600_000 + random() * 2 * day;
  return 2 * day + random() * 4 * day;
};

/**
 * The events of a log.
 *
 * @param site id of the site they belong to
 * @param people how many; one in five goes on under a login from another device
 */
export function plantedLog(site: string, seed: number, people: number): EventRow[] {
  const random = randomFrom(seed);
  const rows: EventRow[] = [];
  const end = start + plantedDays * day;
  let number = 0;
  const uuid = (): string => {
    const hex = (++number).toString(16).padStart(8, '0');
    return `${hex}-${(seed % 65_536).toString(16).padStart(4, '0')}-4000-8000-0000${hex}`;
  };
  for (let person = 0; person < people; person++) {
    const joins = random() < 0.2;
    let touches = 0;
    let at = start + random() * plantedDays * day;
    const record = (place: string, channel: string, type: 'touch' | 'conversion') => {
      if (at >= end) return;
      touches++;
      const known = joins && touches > 2;
      const device = `d${seed}-${person}${known && touches > 3 ? 'b' : ''}`;
      const user = known ? `u${seed}-${person}` : '';
      rows.push({
        site_id: site,
        subject_id: user || device,
        ts: Math.round(at),
        event_id: uuid(),
        seq: touches,
        type,
        name: type === 'conversion' ? 'order.completed' : 'touch',
        touchpoint: place,
        channel,
        anonymous_id: device,
        user_id: user,
        value: type === 'conversion' ? 50 : 0,
        currency: type === 'conversion' ? 'EUR' : '',
        consent_purposes: [],
        received_at: Math.round(at),
        source: 'import',
      } as EventRow);
    };
    for (let journey = 0; journey < 3; journey++) {
      const email = random() < 0.3;
      let standing: Standing = { email, step: 0, here: -1, met: new Set() };
      let what: ReturnType<typeof outcome> = 'on';
      while (what === 'on' && standing.step < 60) {
        standing = { ...standing, step: standing.step + 1 };
        standing = arrive(standing, nextPlace(standing, random));
        record(
          plantedTouchpoints[standing.here]?.key ?? '',
          standing.step === 1 && email ? 'email' : 'web',
          'touch',
        );
        what = outcome(standing, random);
        at += gap(random);
      }
      if (what !== 'won') break;
      record('thanks', 'web', 'conversion');
      at += day + random() * 20 * day;
      if (random() < 0.7) break;
    }
  }
  return rows;
}

/** Steps after which nobody is left, for what matters here. */
const farEnough = 1e-4;

/**
 * How much likelier a journey is to reach the goal from where it stands with the coefficients of one
 * touchpoint than without them, along one way that it could go.
 */
function differenceOn(from: Standing, place: number, random: () => number): number {
  const [withIt, without] = [
    { reached: 0, left: 1 },
    { reached: 0, left: 1 },
  ];
  let standing: Standing = { ...from, met: new Set(from.met) };
  while (standing.step <= 80 && Math.max(withIt.left, without.left) > farEnough) {
    for (const [side, left] of [
      [withIt, -1],
      [without, place],
    ] as const) {
      const { won, gone } = chances(standing, left);
      side.reached += side.left * won;
      side.left *= (1 - won) * (1 - gone);
    }
    standing = { ...standing, step: standing.step + 1 };
    standing.here = nextPlace(standing, random);
    standing.met.add(standing.here);
  }
  return withIt.reached - without.reached;
}

/**
 * What is true: the difference in conversion of journeys from their first meeting of a touchpoint on,
 * with its coefficients and without them: exact along simulated ways, because drawing outcomes would take
 * a hundred times as many journeys to be as sure as a report.
 */
export function plantedEffects(seed: number, journeys: number): Map<string, number> {
  const random = randomFrom(seed);
  const sums = plantedTouchpoints.map(() => ({ difference: 0, n: 0 }));
  for (let journey = 0; journey < journeys; journey++) {
    let standing: Standing = { email: random() < 0.3, step: 0, here: -1, met: new Set() };
    let what: ReturnType<typeof outcome> = 'on';
    while (what === 'on' && standing.step < 60) {
      standing = { ...standing, step: standing.step + 1 };
      const place = nextPlace(standing, random);
      const first = !standing.met.has(place);
      standing = arrive(standing, place);
      const sum = sums[place];
      if (first && sum) {
        sum.n++;
        sum.difference += differenceOn(standing, place, random);
      }
      what = outcome(standing, random);
    }
  }
  return new Map(
    plantedTouchpoints.map(({ key }, index) => {
      const { difference = 0, n = 1 } = sums[index] ?? {};
      return [key, difference / Math.max(1, n)];
    }),
  );
}
