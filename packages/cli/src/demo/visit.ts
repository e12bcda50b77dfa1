import type { Channel } from '@touchtrail/contract';
import { wordsOf } from './comments.ts';
import { pageTouch } from './demo-event.ts';
import type { Campaign, Touch } from './demo-event.ts';
import { minute } from './person.ts';
import type { Device } from './person.ts';
import type { Random } from './random.ts';
import type { Story } from './story.ts';

/** How somebody comes to the shop. */
export type Entry =
  | 'search'
  | 'ads'
  | 'social'
  | 'direct'
  | 'referral'
  | 'newsletter'
  | 'cart_reminder';

/** Where a visit ended: what happens next depends on it. */
export interface VisitEnd {
  at: number;
  reached: 'browse' | 'cart' | 'address' | 'payment' | 'ordered';
  talkedToAgent: boolean;
}

/** Circumstances that change how likely things are. */
export interface Climate {
  /** The planted fault: payment on phones fails more often while this is true. */
  paymentBroken: (at: number, device: Device) => boolean;
}

const campaigns: Readonly<Partial<Record<Entry, readonly (readonly [Campaign, number])[]>>> = {
  ads: [
    [{ source: 'google', medium: 'cpc', name: 'autumn-lamps' }, 5],
    [{ source: 'google', medium: 'cpc', name: 'brand' }, 3],
    [{ source: 'bing', medium: 'cpc', name: 'autumn-lamps' }, 1],
    [{ source: 'instagram', medium: 'paid_social', name: 'evening-mood' }, 2],
  ],
  search: [
    [{ source: 'google', medium: 'organic' }, 8],
    [{ source: 'duckduckgo', medium: 'organic' }, 1],
  ],
  social: [
    [{ source: 'instagram', medium: 'social' }, 3],
    [{ source: 'pinterest', medium: 'social' }, 2],
  ],
  referral: [[{ source: 'interiors.example', medium: 'referral' }, 1]],
  newsletter: [[{ source: 'newsletter', medium: 'email', name: 'thursday-letter' }, 1]],
  cart_reminder: [[{ source: 'newsletter', medium: 'email', name: 'cart-reminder' }, 1]],
};

const entryChannel: Readonly<Record<Entry, Channel | undefined>> = {
  search: 'search',
  ads: 'ads',
  social: 'social',
  referral: 'referral',
  direct: undefined,
  newsletter: 'email',
  cart_reminder: 'email',
};

const firstPage: Readonly<Record<Entry, readonly (readonly [string, number])[]>> = {
  search: [
    ['category', 4],
    ['product', 4],
    ['home', 2],
  ],
  ads: [
    ['landing.autumn', 6],
    ['product', 3],
  ],
  social: [
    ['product', 5],
    ['home', 2],
  ],
  direct: [
    ['home', 8],
    ['category', 1],
  ],
  referral: [['product', 1]],
  newsletter: [['category', 1]],
  cart_reminder: [['cart', 1]],
};

const onward: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  home: [
    ['category', 6],
    ['search.results', 3],
    ['product', 2],
    ['leave', 2.4],
  ],
  'landing.autumn': [
    ['product', 5],
    ['category', 4],
    ['leave', 4],
  ],
  category: [
    ['product', 8],
    ['category', 1],
    ['search.results', 1],
    ['leave', 2.2],
  ],
  'search.results': [
    ['product', 6],
    ['search.results', 2],
    ['leave', 2.4],
  ],
  product: [
    ['product', 3],
    ['category', 2.4],
    ['cart', 3],
    ['leave', 3],
  ],
};

const price = (random: Random): number => Math.round(random.around(96, 0.5)) + 0.9;

/** Plays one visit in the browser and says where it ended. */
export function playVisit(
  story: Story,
  device: Device,
  start: number,
  entry: Entry,
  climate: Climate,
  random: Random,
): VisitEnd {
  const { person } = story;
  let at = start;
  let talkedToAgent = false;
  const wait = (median: number) => {
    at += Math.min(random.around(median, 0.7), 12 * minute);
  };
  const touch = (what: Touch) => story.add(at, device, what);
  const page = (touchpoint: string) => touch(pageTouch(touchpoint, device));
  const end = (reached: VisitEnd['reached']): VisitEnd => ({ at, reached, talkedToAgent });

  const chat = (likely: number) => {
    if (!random.chance(likely)) return;
    wait(40_000);
    touch({ name: 'chat.opened', touchpoint: 'chat.bot', channel: 'chat' });
    if (!random.chance(0.45)) return;
    wait(90_000);
    touch({ name: 'chat.agent_joined', touchpoint: 'chat.agent', channel: 'chat' });
    talkedToAgent = true;
    wait(150_000);
    if (random.chance(0.5)) {
      touch({
        type: 'feedback',
        name: 'feedback.given',
        touchpoint: 'chat.agent',
        channel: 'chat',
        rating: random.int(3, 5),
        ratingScale: 'csat',
        ...wordsOf('chat', person.userId, at),
      });
    }
  };

  story.beginVisit();
  const channel = entryChannel[entry];
  const choices = campaigns[entry];
  const campaign = choices && random.pick(choices);
  let place = random.pick(firstPage[entry]);
  if (entry === 'newsletter' || entry === 'cart_reminder') {
    // A link in an e-mail knows whom it was sent to.
    story.known = true;
    touch({
      name: 'email.clicked',
      touchpoint: `email.${entry}`,
      channel: 'email',
      ...(campaign && { campaign }),
    });
    wait(6_000);
    page(place);
  } else {
    touch({ ...pageTouch(place, channel ?? device), ...(campaign && { campaign }) });
  }

  for (let steps = 0; place !== 'cart'; steps++) {
    wait(38_000);
    if (place === 'product') chat(0.05);
    place = steps > 14 ? 'leave' : random.pick(onward[place] ?? [['leave', 1]]);
    if (place === 'leave') return end('browse');
    if (place === 'cart' && !random.chance(0.62 * person.eagerness)) place = 'product';
    page(place);
  }

  const help = () => (talkedToAgent ? 1.35 : 1);
  const reminded = entry === 'cart_reminder' ? 1.15 : 1;
  wait(45_000);
  if (!random.chance(Math.min(0.95, 0.66 * reminded * help()))) return end('cart');
  page('checkout.address');
  chat(0.04);
  wait(75_000);
  if (!random.chance(Math.min(0.96, 0.8 * reminded * help()))) return end('address');
  story.known = true;
  touch({
    type: 'identify',
    name: 'person.identified',
    touchpoint: 'checkout.address',
    channel: device,
  });

  const broken = climate.paymentBroken(at, device);
  at += 2_000;
  touch({
    ...pageTouch('checkout.payment', device),
    ...(broken && random.chance(0.7) && { experience: { errors: random.int(1, 4) } }),
  });
  chat(broken ? 0.1 : 0.04);
  wait(60_000);
  const pays = Math.min(0.97, (broken ? 0.3 : 0.78) * reminded * help());
  if (!random.chance(pays)) return end('payment');
  touch({
    ...pageTouch('order.placed', device),
    type: 'conversion',
    name: 'order.placed',
    value: price(random),
    currency: 'EUR',
  });
  return end('ordered');
}

/** A sale over the counter or on the phone. */
export const saleTouch = (touchpoint: string, channel: Channel, random: Random): Touch => ({
  type: 'conversion',
  name: 'order.placed',
  touchpoint,
  channel,
  value: price(random),
  currency: 'EUR',
});
