// @vitest-environment happy-dom
import { describe, expect, test, vi } from 'vitest';
import { all, nothing, stored, useVisitor } from './testing/visitor.ts';
import type { Purpose } from './types.ts';

const visitor = useVisitor();

describe('after consent', () => {
  test('one page view with the time of the grant, with receipt and identity', async () => {
    const meta = Object.assign(document.createElement('meta'), {
      name: 'touchtrail:touchpoint',
      content: 'shop.home',
    });
    document.head.append(meta);
    const touchtrail = visitor.create();
    touchtrail.touch('before');
    const from = Date.now();
    touchtrail.consent(all, { source: 'banner', policyVersion: '7' });
    touchtrail.consent(all);
    await touchtrail.flush();
    expect(visitor.events()).toHaveLength(1);
    const [view] = visitor.events();
    expect(view).toMatchObject({
      type: 'touch',
      name: 'page.viewed',
      touchpoint: 'shop.home',
      seq: 1,
      page: { path: '/', title: 'A shop' },
      consent: { purposes: ['storage', 'measurement'], source: 'banner', policyVersion: '7' },
    });
    expect(view!.at).toBeGreaterThanOrEqual(from);
    expect(view!.at).toBeGreaterThanOrEqual(view!.consent!.decidedAt);
    expect(view!.anonymousId).toHaveLength(36);
    // The service tells browsers by their requests.
    expect(view!.channel).toBeUndefined();
    expect(view!.sessionId).toHaveLength(36);
    meta.remove();
  });

  test('the request needs no preflight and carries no cookie', async () => {
    const touchtrail = visitor.create({ consent: 'granted' });
    await touchtrail.flush();
    expect(visitor.requests).toHaveLength(1);
    expect(visitor.requests[0]).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      keepalive: true,
    });
    expect(visitor.requests[0]!.headers).toBeUndefined();
    expect(typeof visitor.requests[0]!.body).toBe('string');
  });

  test('each kind of event in its shape, in order', async () => {
    const touchtrail = visitor.create({ consent: 'granted' });
    touchtrail.touch('size.opened', {
      touchpoint: 'product.size',
      channel: 'chat',
      props: { a: 1 },
    });
    touchtrail.conversion('order.placed', { value: 12.5, currency: 'EUR', touchpoint: 'purchase' });
    touchtrail.identify('u1', { plan: 'pro' });
    touchtrail.account('acme');
    touchtrail.feedback({ rating: 9, scale: 'nps', comment: 'good' });
    await touchtrail.flush();
    const [, touch, conversion, identify, account, feedback] = visitor.events();
    expect(touch).toMatchObject({ name: 'size.opened', channel: 'chat', props: { a: 1 } });
    expect(conversion).toMatchObject({ type: 'conversion', value: 12.5, currency: 'EUR' });
    expect(identify).toMatchObject({ type: 'identify', userId: 'u1', props: { plan: 'pro' } });
    expect(account).toMatchObject({ type: 'account', accountId: 'acme', userId: 'u1' });
    expect(feedback).toMatchObject({
      type: 'feedback',
      rating: 9,
      ratingScale: 'nps',
      comment: 'good',
    });
    expect(visitor.events().map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(visitor.events().map((event) => event.sessionId)).size).toBe(1);
  });

  test('a second page goes on with the same person and visit, and sends what the first left', async () => {
    const first = visitor.create({ site: 'wk_same', consent: 'granted' });
    visitor.service.plan = [{ kind: 'network' }];
    await first.flush();
    expect(visitor.events()).toEqual([]);
    const second = visitor.create({ site: 'wk_same', consent: 'granted' });
    window.dispatchEvent(new Event('online'));
    await second.flush();
    expect(visitor.names()).toEqual(['page.viewed', 'page.viewed']);
    const [a, b] = visitor.events();
    expect(b).toMatchObject({ anonymousId: a!.anonymousId, sessionId: a!.sessionId, seq: 2 });
  });

  test('two sites on one origin share nothing', async () => {
    const [one, two] = [visitor.create(), visitor.create()];
    one.consent(all);
    two.consent(all);
    visitor.service.plan = [{ kind: 'network' }];
    await one.flush();
    await two.flush();
    expect(visitor.service.batches).toHaveLength(1);
    expect(visitor.events()).toHaveLength(1);
    window.dispatchEvent(new Event('online'));
    await one.flush();
    expect(new Set(visitor.service.batches.map((batch) => batch.site)).size).toBe(2);
    for (const batch of visitor.service.batches) expect(batch.events).toHaveLength(1);
    const [a, b] = visitor.events();
    expect(a!.anonymousId).not.toBe(b!.anonymousId);
    one.consent('deny');
    await vi.waitFor(async () => expect(await stored()).toMatchObject({ local: 1, databases: 1 }));
  });

  test('identify needs its own purpose; taking it back forgets the user', async () => {
    const touchtrail = visitor.create();
    const dropped: unknown[] = [];
    touchtrail.on('dropped', (detail) => dropped.push(detail));
    touchtrail.consent(all);
    touchtrail.identify('u1');
    touchtrail.consent({ ...all, identification: true });
    touchtrail.identify('u2');
    touchtrail.touch('known');
    touchtrail.consent(all);
    touchtrail.touch('unknown');
    await touchtrail.flush();
    expect(dropped).toEqual([{ reason: 'no_identification', count: 1 }]);
    const user = Object.fromEntries(visitor.events().map((event) => [event.name, event.userId]));
    expect(user).toMatchObject({ 'person.identified': 'u2', known: 'u2' });
    expect(user['unknown']).toBeUndefined();
    expect(JSON.stringify({ ...localStorage })).not.toContain('u2');
  });

  test('without storage: ids and queue in memory only', async () => {
    const touchtrail = visitor.create();
    touchtrail.consent({ measurement: true });
    touchtrail.touch('a');
    await touchtrail.flush();
    expect(visitor.names()).toEqual(['page.viewed', 'a']);
    expect(new Set(visitor.events().map((event) => event.anonymousId)).size).toBe(1);
    expect(await stored()).toEqual(nothing);
  });

  test('reset starts another person', async () => {
    const touchtrail = visitor.create({ consent: 'granted' });
    touchtrail.identify('u1');
    touchtrail.reset();
    touchtrail.touch('after');
    await touchtrail.flush();
    const [view, , after] = visitor.events();
    expect(after!.anonymousId).not.toBe(view!.anonymousId);
    expect(after!.sessionId).not.toBe(view!.sessionId);
    expect(after!.userId).toBeUndefined();
    expect(after!.seq).toBe(1);
  });

  test('withdrawal: silence, nothing left, one last word without content', async () => {
    const touchtrail = visitor.create();
    touchtrail.consent(all, { source: 'banner' });
    await touchtrail.flush();
    visitor.service.plan = [{ kind: 'network' }];
    touchtrail.touch('queued');
    touchtrail.consent('deny');
    visitor.service.plan = [];
    touchtrail.touch('after');
    await touchtrail.flush();
    await vi.waitFor(async () => expect(await stored()).toEqual(nothing));
    expect(visitor.names()).not.toContain('queued');
    const bodies = visitor.requests.map((request) => String(request.body));
    expect(bodies.filter((body) => body.includes('consent.withdrawn'))).toHaveLength(1);
    expect(bodies.some((body) => body.includes('queued') || body.includes('after'))).toBe(false);
    touchtrail.consent(all);
    await touchtrail.flush();
    const ids = visitor.events().map((event) => event.anonymousId);
    expect(ids.at(-1)).not.toBe(ids[0]);
  });

  test('a withdrawal reaches the other tabs', async () => {
    const [one, two] = [visitor.create({ site: 'wk_tabs' }), visitor.create({ site: 'wk_tabs' })];
    const heard = new Promise<Purpose[]>((resolve) => {
      two.on('consent', ({ purposes }) => !purposes.length && resolve(purposes));
    });
    one.consent(all);
    two.consent(all);
    await two.flush();
    one.consent('deny');
    expect(await heard).toEqual([]);
    const before = visitor.service.requests;
    two.touch('after');
    await two.flush();
    expect(visitor.service.requests).toBe(before);
  });
});
