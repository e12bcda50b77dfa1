import { liveMonth } from './life.ts';
import { day } from './person.ts';
import type { Climate } from './visit.ts';

/** What a demo is made of. The same options make the same bytes. */
export interface DemoOptions {
  /** 1 to 50,000. */
  people: number;
  seed: string;
  /** 1 to 365. */
  days: number;
  /** Epoch ms: the demo's last moment. */
  end: number;
}

/** The planted fault: payment on phones breaks in the third week. Epoch ms, end exclusive. */
export function brokenWeek(options: Pick<DemoOptions, 'days' | 'end'>): {
  from: number;
  to: number;
} {
  const from = firstDay(options) + 14 * day;
  return { from, to: from + 7 * day };
}

const firstDay = ({ days, end }: Pick<DemoOptions, 'days' | 'end'>): number =>
  Math.floor(end / day) * day - (days - 1) * day;

/**
 * Made-up people of a lamp shop with a website, e-mail, chat, a phone and two stores, as NDJSON of
 * wire events, person by person, in constant memory.
 *
 * What can be found in it: payment on `mobile_web` fails far more often in the third week, the cart
 * reminder brings people back to their carts, a chat with a human helps, stores sell what was seen
 * online. At the end many journeys are still open.
 *
 * @example
 * for (const text of generateDemo({ people: 500, seed: '1', days: 30, end: Date.now() })) write(text);
 */
export function* generateDemo(options: DemoOptions): Generator<string> {
  const { people, seed, end } = options;
  const start = firstDay(options);
  const broken = brokenWeek(options);
  const climate: Climate = {
    paymentBroken: (at, device) => device === 'mobile_web' && at >= broken.from && at < broken.to,
  };
  let text = '';
  for (let number = 1; number <= people; number++) {
    for (const event of liveMonth(seed, number, start, end, climate)) {
      text += `${JSON.stringify(event)}\n`;
    }
    if (text.length > 1 << 16) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}
