import { hash } from 'node:crypto';
import type { Campaign, Consent, DemoEvent, Touch } from './demo-event.ts';
import type { Device, Person } from './person.ts';

/** What happened to one person so far, and how more is added. */
export interface Story {
  readonly person: Person;
  /** True once the shop knows who they are: from then on browser touches carry the user id. */
  known: boolean;
  /** Adds a touch; `by` says where: in a browser, or somewhere that knows the person by name. */
  add(at: number, by: Device | 'named', touch: Touch): void;
  /** Begins a visit: its touches share a session. */
  beginVisit(): void;
  events(): readonly DemoEvent[];
}

/** An id that is the same for the same text. */
export const uuid = (text: string): string => {
  const digest = hash('sha1', text, 'hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
};

const purposes: Consent['purposes'] = ['storage', 'measurement', 'identification', 'offline_join'];

/** Starts a person's story. Ids come from `key` and the order of touches alone, not from the time. */
export function beginStory(key: string, person: Person): Story {
  const list: DemoEvent[] = [];
  let visit = 0;
  let landing: Campaign | undefined;
  return {
    person,
    known: false,
    beginVisit() {
      visit++;
      landing = undefined;
    },
    add(at, by, touch) {
      landing ??= touch.campaign;
      const named = by === 'named';
      list.push({
        id: uuid(`demo:${key}:${list.length}`),
        at: Math.round(at),
        ...touch,
        ...(named || this.known ? { userId: person.userId } : undefined),
        ...(named ? undefined : { anonymousId: person.browsers[by] }),
        ...(named ? undefined : { sessionId: uuid(`visit:${key}:${visit}`) }),
        ...(landing && !touch.campaign && !named ? { campaign: landing } : undefined),
        seq: list.length,
        consent: {
          purposes: touch.comment === undefined ? purposes : [...purposes, 'content'],
          source: named ? 'customer-agreement' : 'banner',
          decidedAt: list[0]?.at ?? Math.round(at),
        },
      });
    },
    events: () => list,
  };
}
