// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { useVisitor } from '../testing/visitor.ts';
import type { Touchtrail } from '../types.ts';
import { connectChat } from './connect.ts';
import { pageVendors } from './testing/page-events.ts';
import { queueVendors } from './testing/queues.ts';
import type { Vendor } from './testing/vendor.ts';

const canary = 'My knee hurts since Tuesday';
const all = { measurement: true, storage: true };
const page = globalThis as Record<string, unknown>;
const visitor = useVisitor();
/** Longer than it takes to hash the id of a conversation and to look for what is already there. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

const vendors = [...queueVendors, ...pageVendors].map(
  (vendor) => [vendor.adapter().name, vendor] as const,
);
let ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends) end();
  ends = [];
  for (const [, { global }] of vendors) if (global) delete page[global];
  sessionStorage.clear();
});

const connect = (touchtrail: Touchtrail, { adapter }: Vendor, options?: object) => {
  const end = connectChat(touchtrail, adapter(), options);
  ends.push(end);
  return end;
};
const sdk = () => {
  const touchtrail = visitor.create();
  touchtrail.consent(all);
  return touchtrail;
};
const names = () =>
  visitor
    .names()
    .filter((name) => name.startsWith('chat.'))
    .map((name) => name.slice(5));
/** What arrived of chats, in order, without the first word, once there is so much of it. */
const told = async (touchtrail: Touchtrail, count = 0) => {
  await vi.waitFor(
    async () => {
      await touchtrail.flush();
      expect(names().length).toBeGreaterThanOrEqual(count);
    },
    { timeout: 3_000 },
  );
  // What should not come has its time, too.
  await settle();
  await touchtrail.flush();
  return names();
};

test('every adapter has a fixture of its own', () => {
  expect(new Set(vendors.map(([name]) => name)).size).toBe(20);
});

describe.each(vendors)('%s', (name, vendor) => {
  test('a whole talk: each once, in order, no word of it', async () => {
    const touchtrail = sdk();
    const play = vendor.install();
    connect(touchtrail, vendor, { site: name });
    await settle();
    play(canary);
    expect(await told(touchtrail, vendor.tells.length)).toEqual(vendor.tells);
    expect(JSON.stringify(visitor.requests)).not.toContain('knee');
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('knee');
    for (const event of visitor.events().filter((one) => one.name.startsWith('chat.'))) {
      expect(event).toMatchObject({ channel: 'chat', touchpoint: `chat.${name}` });
      expect(event.props).toMatchObject({ widget: name });
    }
  });

  test('connected twice it tells once', async () => {
    const touchtrail = sdk();
    const play = vendor.install();
    connect(touchtrail, vendor);
    // Two builds of an adapter, but for those that their host holds in hand.
    if (!/bot-framework|n8n/.test(name)) connect(touchtrail, vendor);
    await settle();
    play(canary);
    expect(await told(touchtrail, vendor.tells.length)).toEqual(vendor.tells);
  });

  test('nothing is told after the end', async () => {
    const touchtrail = sdk();
    const play = vendor.install();
    const end = connect(touchtrail, vendor);
    await settle();
    end();
    play(canary);
    expect(await told(touchtrail)).toEqual([]);
  });

  test('no global of the vendor is made where the vendor is not', async () => {
    const before = Object.getOwnPropertyNames(globalThis);
    connect(sdk(), vendor);
    await settle();
    const made = Object.getOwnPropertyNames(globalThis).filter((one) => !before.includes(one));
    expect(made).toEqual([]);
    if (vendor.global) expect(vendor.global in page).toBe(false);
  });
});

describe('handlers of the page', () => {
  test.each(queueVendors.filter(({ slots }) => slots).map((vendor) => [vendor.global!, vendor]))(
    '%s: called too, and put back',
    async (global, vendor) => {
      const play = vendor.install();
      const slots = page[global as string] as Record<string, unknown>;
      const theirs = Object.fromEntries((vendor as Vendor).slots!.map((slot) => [slot, vi.fn()]));
      Object.assign(slots, theirs);
      const touchtrail = sdk();
      const end = connect(touchtrail, vendor as Vendor);
      await settle();
      play(canary);
      for (const slot in theirs) {
        expect(theirs[slot], slot).toHaveBeenCalledOnce();
        expect(slots[slot]).not.toBe(theirs[slot]);
      }
      end();
      for (const slot in theirs) expect(slots[slot], slot).toBe(theirs[slot]);
    },
  );

  test('a handler that came after ours stays', async () => {
    const vendor = queueVendors.find(({ global }) => global === 'Tawk_API')!;
    vendor.install();
    const slots = page['Tawk_API'] as Record<string, unknown>;
    const end = connect(sdk(), vendor);
    await settle();
    const later = vi.fn();
    slots['onChatMaximized'] = later;
    end();
    expect(slots['onChatMaximized']).toBe(later);
  });

  test('Crisp: listeners in the queue before and after ours are called', async () => {
    const vendor = queueVendors.find(({ global }) => global === '$crisp')!;
    const play = vendor.install();
    const queue = page['$crisp'] as unknown[];
    const [before, after] = [vi.fn(), vi.fn()];
    queue.push(['on', 'chat:opened', before]);
    const touchtrail = sdk();
    connect(touchtrail, vendor);
    await settle();
    queue.push(['on', 'message:sent', after]);
    play(canary);
    expect(before).toHaveBeenCalledOnce();
    expect(after).toHaveBeenCalledOnce();
    expect(await told(touchtrail, vendor.tells.length)).toEqual(vendor.tells);
  });
});

test('a vendor that loads late is found', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const vendor = queueVendors.find(({ global }) => global === 'zE')!;
  const touchtrail = sdk();
  connect(touchtrail, vendor);
  vi.advanceTimersByTime(30_000);
  const play = vendor.install();
  vi.advanceTimersByTime(250);
  vi.useRealTimers();
  play(canary);
  expect(await told(touchtrail, vendor.tells.length)).toEqual(vendor.tells);
});

test('an element that is put on the page late is heard from its first word', async () => {
  customElements.define('deep-chat', class extends HTMLElement {});
  const vendor = pageVendors.find(({ adapter }) => adapter().name === 'deep-chat')!;
  const touchtrail = sdk();
  connect(touchtrail, vendor);
  await settle();
  const play = vendor.install();
  await settle();
  play(canary);
  expect(await told(touchtrail, vendor.tells.length)).toEqual(vendor.tells);
});
