import type { DemoEvent } from './demo-event.ts';
import { hour, minute } from './person.ts';
import { createRandom, seedOf } from './random.ts';
import { uuid } from './story.ts';
import type { Story } from './story.ts';

/**
 * What the shop does after what a person did, and nobody sees: orders are picked, payments without an answer
 * are tried again. Drawn apart, so that what people do is the same without it.
 */
export function behindTheScenes(key: string, { person, events }: Story): DemoEvent[] {
  const random = createRandom(seedOf(`backstage-${key}`));
  const told: DemoEvent[] = [];
  const add = (
    cause: DemoEvent,
    after: number,
    name: string,
    experience?: DemoEvent['experience'],
  ): void => {
    told.push({
      id: uuid(`demo:${key}:backstage:${told.length}`),
      at: cause.at + Math.round(after),
      name,
      touchpoint: name,
      channel: 'other',
      userId: person.userId,
      seq: told.length,
      consent: { ...cause.consent, source: 'customer-agreement' },
      ...(experience && { experience }),
    });
  };
  for (const event of events()) {
    if (event.type === 'conversion' && event.touchpoint === 'order.placed') {
      const fails = random.chance(0.02);
      add(event, random.around(5 * hour, 0.5), 'order.picked', fails ? { errors: 1 } : undefined);
    }
    if (event.touchpoint !== 'checkout.payment' || event.type !== undefined) continue;
    const broken = event.experience?.errors !== undefined;
    if (!random.chance(broken ? 0.3 : 0.03)) continue;
    const fails = random.chance(broken ? 0.6 : 0.15);
    add(event, random.around(20_000, 0.4), 'payment.retry', fails ? { errors: 1 } : undefined);
    if (fails && random.chance(0.5)) {
      add(event, random.around(2 * minute, 0.3), 'payment.retry', { errors: 1 });
    }
  }
  return told;
}
