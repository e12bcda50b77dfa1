import { day, drawPerson, hour, minute, momentOf } from './person.ts';
import type { Device } from './person.ts';
import { wordsOf } from './comments.ts';
import type { DemoEvent } from './demo-event.ts';
import { createRandom, seedOf } from './random.ts';
import type { Random } from './random.ts';
import { behindTheScenes } from './backstage.ts';
import { beginStory } from './story.ts';
import type { Story } from './story.ts';
import { playVisit, saleTouch } from './visit.ts';
import type { Climate, Entry, VisitEnd } from './visit.ts';

function afterOrder(story: Story, ordered: number, end: number, random: Random): void {
  if (random.chance(0.22)) {
    const happy = random.chance(0.72);
    const at = ordered + random.around(4 * day, 0.4);
    story.add(at, 'named', {
      type: 'feedback',
      name: 'feedback.given',
      touchpoint: 'survey.nps',
      channel: 'email',
      rating: happy ? random.int(8, 10) : random.int(1, 7),
      ratingScale: 'nps',
      ...wordsOf(happy ? 'praise' : 'complaint', story.person.userId, at, end),
    });
  }
  if (random.chance(0.07)) {
    story.add(ordered + random.around(8 * day, 0.3), 'named', {
      name: 'return.requested',
      touchpoint: 'returns',
      channel: 'mail',
    });
  }
  if (random.chance(0.05)) {
    story.add(ordered + random.around(3 * day, 0.5), 'named', {
      name: 'call.taken',
      touchpoint: 'phone.support',
      channel: 'phone',
      experience: { durationMs: Math.round(random.around(4 * minute, 0.6)) },
    });
  }
}

/** A call after a failed payment: some buy on the phone. */
function callAfterFailure(story: Story, end: VisitEnd, random: Random): number | undefined {
  const at = momentOf(Math.floor(end.at / day) * day + day, 'phone', random);
  story.add(at, 'named', {
    name: 'call.taken',
    touchpoint: 'phone.support',
    channel: 'phone',
    experience: { durationMs: Math.round(random.around(6 * minute, 0.6)) },
  });
  if (!random.chance(0.4)) return undefined;
  const sold = at + random.around(5 * minute, 0.4);
  story.add(sold, 'named', saleTouch('phone.support', 'phone', random));
  return sold;
}

function visitStore(story: Story, after: number, random: Random): number | undefined {
  const { store } = story.person;
  if (!store) return undefined;
  const at = momentOf(Math.floor(after / day) * day + random.int(1, 4) * day, 'store', random);
  story.add(at, 'named', { name: 'store.visited', touchpoint: store, channel: 'store' });
  if (!random.chance(0.46)) return undefined;
  const sold = at + random.around(18 * minute, 0.4);
  story.add(sold, 'named', saleTouch(store, 'store', random));
  return sold;
}

interface Return {
  entry: Entry;
  at: number;
}

/** Whether and how somebody who left comes back. */
function comesBack(story: Story, end: VisitEnd, random: Random): Return | undefined {
  const leftCart = end.reached !== 'browse';
  const reachable = story.known || story.person.subscriber;
  if (leftCart && reachable && random.chance(0.42)) {
    return { entry: 'cart_reminder', at: end.at + 20 * hour + random.around(3 * hour, 0.8) };
  }
  if (!random.chance(leftCart ? 0.34 : 0.24)) return undefined;
  const entry = random.pick<Entry>([
    ['direct', 5],
    ['search', 3],
    ['ads', 2],
  ]);
  return { entry, at: end.at + Math.max(random.around(2.2 * day, 0.8), 2 * hour) };
}

/**
 * One person's month: visits, returns, stores, calls, orders.
 *
 * @param start epoch ms, start of the first day
 * @param end epoch ms; nothing happens after it
 * @returns the person's events and what the shop did for them, in the order of time
 */
export function liveMonth(
  seed: string,
  number: number,
  start: number,
  end: number,
  climate: Climate,
): DemoEvent[] {
  const key = `${seed}-${number}`;
  const random = createRandom(seedOf(key));
  const person = drawPerson(key, random);
  const story = beginStory(key, person);
  const days = (end - start) / day;
  // A little more life towards the end: the shop grows.
  const firstDay = Math.floor(Math.pow(random.next(), 0.85) * days);
  let at = momentOf(start + firstDay * day, person.firstDevice, random);
  let entry: Entry = person.subscriber && random.chance(0.35) ? 'newsletter' : person.found;
  let device: Device = person.firstDevice;

  for (let visits = 0; visits < 12 && at < end; visits++) {
    const visit = playVisit(story, device, at, entry, climate, random);
    let ordered = visit.reached === 'ordered' ? visit.at : undefined;
    if (visit.reached === 'payment' && random.chance(0.07)) {
      ordered = callAfterFailure(story, visit, random);
    } else if (visit.reached === 'browse' && random.chance(0.16)) {
      ordered = visitStore(story, visit.at, random);
    }
    const last = story.events().at(-1)?.at ?? visit.at;
    if (ordered !== undefined) {
      afterOrder(story, ordered, end, random);
      if (!random.chance(0.2)) break;
      entry = person.subscriber ? 'newsletter' : 'direct';
      at = ordered + Math.max(random.around(9 * day, 0.4), 3 * day);
    } else {
      const back = comesBack(story, { ...visit, at: last }, random);
      if (!back) break;
      ({ entry, at } = back);
    }
    const other: Device = device === 'web' ? 'mobile_web' : 'web';
    if (person.twoDevices && random.chance(0.4)) device = other;
  }
  return [...story.events(), ...behindTheScenes(key, story)]
    .filter((event) => event.at <= end)
    .toSorted((a, b) => a.at - b.at || a.seq - b.seq);
}
