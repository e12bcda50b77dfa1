// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { idLifetimeMs } from './identity.ts';
import type { Module } from './module.ts';
import { all, nothing, stored, useVisitor } from './testing/visitor.ts';

const visitor = useVisitor();
afterEach(() => {
  Reflect.deleteProperty(navigator, 'globalPrivacyControl');
});
const sayNoToAll = () =>
  Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true });

describe('the receipt', () => {
  test('carries what the consent platform knows; its string travels once a visit', async () => {
    const touchtrail = visitor.create();
    touchtrail.consent(all, {
      source: 'tcf',
      id: 'c1',
      revision: '3',
      regime: 'opt_in',
      signalHash: 'a'.repeat(64),
      signal: 'CPzHq4APzHq4A',
    });
    touchtrail.touch('a');
    await touchtrail.flush();
    const [first, second] = visitor.events();
    const receipt = {
      source: 'tcf',
      id: 'c1',
      revision: '3',
      regime: 'opt_in',
      signalHash: 'a'.repeat(64),
    };
    expect(first!.consent).toMatchObject({ ...receipt, signal: 'CPzHq4APzHq4A' });
    expect(second!.consent).toMatchObject(receipt);
    expect(second!.consent!.signal).toBeUndefined();
  });

  test('of more than thirteen months ago allows nothing', async () => {
    const touchtrail = visitor.create();
    touchtrail.consent(all, { decidedAt: Date.now() - idLifetimeMs });
    touchtrail.touch('a');
    await touchtrail.flush();
    expect(visitor.requests).toEqual([]);
    expect(await stored()).toEqual(nothing);
    touchtrail.consent(all, { decidedAt: Date.now() - idLifetimeMs + 60_000 });
    await touchtrail.flush();
    expect(visitor.names()).toEqual(['page.viewed']);
  });

  test('of a withdrawal asks for erasure where the site wants that', async () => {
    const touchtrail = visitor.create({ eraseOnWithdraw: true, consent: 'granted' });
    await touchtrail.flush();
    touchtrail.consent('deny');
    const body = String(visitor.requests.at(-1)!.body);
    expect(JSON.parse(body)).toMatchObject({
      events: [{ name: 'consent.withdrawn', props: { erase: true } }],
    });
  });
});

describe('Global Privacy Control', () => {
  test('counts as a no where a person would have to be asked, until they say yes here', async () => {
    sayNoToAll();
    const touchtrail = visitor.create({ consent: 'granted' });
    touchtrail.touch('a');
    await touchtrail.flush();
    expect(visitor.requests).toEqual([]);
    expect(await stored()).toEqual(nothing);
    touchtrail.consent('grant', { source: 'banner' });
    await touchtrail.flush();
    expect(visitor.names()).toEqual(['page.viewed']);
  });

  test.each(['opt_out', 'none'] as const)('under %s it forbids sharing alone', async (regime) => {
    sayNoToAll();
    const touchtrail = visitor.create({ consent: 'granted', regime });
    await touchtrail.flush();
    const [view] = visitor.events();
    expect(view!.consent).toMatchObject({ regime, source: 'config' });
    expect(view!.consent!.purposes).not.toContain('sharing');
  });
});

const listener = () => {
  const heard: (string | undefined)[] = [];
  const module: Module = () => void heard.push('started');
  module._early = (type, fields) => void heard.push(type && `${type} ${fields!.name}`);
  return { heard, module };
};

describe('a module that wants to know what may not be recorded yet', () => {
  test('is told until the grant, and of a no', async () => {
    const { heard, module } = listener();
    const touchtrail = visitor.create({ modules: [module] });
    touchtrail.touch('a');
    touchtrail.conversion('b');
    touchtrail.consent('deny');
    touchtrail.touch('c');
    touchtrail.consent(all);
    touchtrail.touch('d');
    await touchtrail.flush();
    expect(heard).toEqual(['touch a', 'conversion b', undefined, 'touch c', 'started']);
    expect(visitor.names()).toEqual(['page.viewed', 'd']);
  });
});

test('a service that does not know the site is left alone, and the queue waits for a better day', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const touchtrail = visitor.create({ site: 'wk_wrong', consent: 'granted' });
  visitor.service.plan = [{ kind: 'status', status: 403 }];
  await touchtrail.flush();
  touchtrail.touch('a');
  window.dispatchEvent(new Event('online'));
  await touchtrail.flush();
  window.dispatchEvent(new Event('pagehide'));
  expect(visitor.requests).toHaveLength(1);
  expect(warn.mock.calls).toEqual([['touchtrail: data-site', 403]]);
  const next = visitor.create({ site: 'wk_wrong', consent: 'granted' });
  window.dispatchEvent(new Event('online'));
  await next.flush();
  await vi.waitFor(() =>
    expect(visitor.names()).toEqual(expect.arrayContaining(['a', 'page.left'])),
  );
});
