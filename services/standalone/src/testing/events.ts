import { randomUUID } from 'node:crypto';

/** A right event of a person who allowed measurement. */
export const someEvent = (fields: Record<string, unknown> = {}) => ({
  id: randomUUID() as string,
  name: 'page.viewed',
  at: Date.now(),
  anonymousId: 'a-1',
  touchpoint: 'home',
  consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() },
  ...fields,
});

/** Posts events as a page on this machine would. */
export const postEvents = (url: string, site: string, events: readonly unknown[]) =>
  fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: 'http://localhost:3000' },
    body: JSON.stringify({ v: 1, site, sentAt: Date.now(), events }),
  });
