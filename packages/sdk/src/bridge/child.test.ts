// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Signals, Touchtrail } from '../types.ts';
import { createBridgedTouchtrail } from './child.ts';
import { readBridgeEvent } from './message.ts';

// The web view of an app: one channel out, one function in.
const app = self as unknown as {
  ReactNativeWebView?: { postMessage(text: string): void } | undefined;
  touchtrailBridge?: { receive(text: unknown): void } | undefined;
};
let sent: string[];
let dropped: Signals['dropped'][];
let now: number;

const allow = (purposes: string[], since?: number) =>
  app.touchtrailBridge!.receive(JSON.stringify({ touchtrail: 'consent', v: 1, purposes, since }));
const events = () => sent.map(readBridgeEvent).filter((event) => event !== undefined);
const create = (): Touchtrail => {
  const touchtrail = createBridgedTouchtrail({ parents: [], now: () => now });
  touchtrail.on('dropped', (detail) => dropped.push(detail));
  return touchtrail;
};

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  dropped = [];
  now = 1_000;
  app.ReactNativeWebView = { postMessage: (text) => void sent.push(text) };
});
afterEach(() => {
  app.ReactNativeWebView = undefined;
  app.touchtrailBridge = undefined;
  vi.useRealTimers();
});

test('it says hello ever more rarely, until it is answered or two minutes have gone', () => {
  create();
  vi.advanceTimersByTime(3_600_000);
  expect(new Set(sent)).toEqual(new Set(['{"touchtrail":"hello","v":1}']));
  expect(sent.length).toBeGreaterThan(20);
  expect(sent.length).toBeLessThan(40);
  sent = [];
  create();
  allow([]);
  vi.advanceTimersByTime(3_600_000);
  expect(sent).toHaveLength(1);
});

test('nothing leaves before the app has said what is allowed, and nothing from before that', () => {
  const touchtrail = create();
  touchtrail.touch('too.early');
  now = 2_000;
  touchtrail.touch('in.time');
  expect(events()).toEqual([]);
  allow(['measurement'], 1_500);
  touchtrail.touch('later', { touchpoint: 'app.help' });
  expect(events()).toMatchObject([
    { name: 'in.time', at: 2_000, channel: 'app_webview' },
    { name: 'later', touchpoint: 'app.help', type: 'touch' },
  ]);
});

test('what waited is gone after a no, and after a yes that does not say since when', () => {
  for (const answer of [[], ['measurement']]) {
    sent = [];
    const touchtrail = create();
    touchtrail.touch('before');
    now += 1;
    allow(answer);
    allow(['measurement']);
    expect(events()).toEqual([]);
  }
});

test('after a withdrawal nothing is sent', () => {
  const touchtrail = create();
  const heard: unknown[] = [];
  allow(['measurement', 'content']);
  touchtrail.on('consent', (detail) => heard.push(detail.purposes));
  allow([]);
  touchtrail.touch('chat.opened');
  touchtrail.feedback({ rating: 1 });
  expect(events()).toEqual([]);
  // Who begins to listen is told what holds.
  expect(heard).toEqual([['measurement', 'content'], []]);
});

test('every call fits the schema; comments go with consent to content only; names are never sent', () => {
  const touchtrail = create();
  allow(['measurement']);
  touchtrail.touch('', { props: { a: { deep: 1 } as never, b: 'x'.repeat(5_000) } });
  touchtrail.touch('chat.message_sent', { type: 'interaction' } as never);
  touchtrail.conversion('lead', { value: 2, currency: 'EUR', channel: 'web' });
  touchtrail.feedback({ rating: 9, scale: 'nps', comment: 'canary' });
  touchtrail.identify('canary');
  touchtrail.account('canary');
  touchtrail.consent('grant');
  touchtrail.reset();
  expect(sent.filter((text) => text.includes('canary'))).toEqual([]);
  expect(events()).toMatchObject([
    { type: 'touch', name: 'unnamed' },
    { type: 'interaction', name: 'chat.message_sent' },
    { type: 'conversion', value: 2, currency: 'EUR', channel: 'web' },
    { type: 'feedback', rating: 9, ratingScale: 'nps' },
  ]);
  expect(events()).toHaveLength(sent.length - 1);
  expect(dropped).toEqual([
    { reason: 'no_identification', count: 1 },
    { reason: 'no_identification', count: 1 },
  ]);
  allow(['measurement', 'content']);
  touchtrail.feedback({ comment: 'fine' });
  expect(events().at(-1)).toMatchObject({ comment: 'fine' });
});

test('it keeps no more than can pass, and gives up what is too large: both counted', () => {
  const touchtrail = create();
  for (let count = 0; count < 25; count++) touchtrail.touch('burst');
  expect(dropped.map(({ reason }) => reason)).toEqual(Array(5).fill('queue_full'));
  allow(['measurement'], 0);
  expect(events()).toHaveLength(20);
  const pad = 'x'.repeat(1_000);
  touchtrail.touch('large', { props: { a: pad, b: pad, c: pad, d: pad, e: pad } });
  expect(events()).toHaveLength(20);
  expect(dropped.at(-1)).toEqual({ reason: 'too_large', count: 1 });
});

test.each(['webkit', 'touchtrailNative'])('an app that listens by %s is found too', (name) => {
  app.ReactNativeWebView = undefined;
  const channel = { postMessage: (text: string) => void sent.push(text) };
  vi.stubGlobal(name, name === 'webkit' ? { messageHandlers: { touchtrail: channel } } : channel);
  const touchtrail = create();
  allow(['measurement']);
  touchtrail.touch('app.opened');
  expect(events()).toMatchObject([{ name: 'app.opened' }]);
  vi.unstubAllGlobals();
});

test('what the app says that makes no sense changes nothing', () => {
  const touchtrail = create();
  for (const said of [
    '{',
    'null',
    '{"touchtrail":"consent","v":2,"purposes":["measurement"]}',
    7,
  ]) {
    app.touchtrailBridge!.receive(said);
  }
  touchtrail.touch('app.opened');
  expect(events()).toEqual([]);
  // An object does as well as its text.
  app.touchtrailBridge!.receive({
    touchtrail: 'consent',
    v: 1,
    purposes: ['measurement'],
    since: 0,
  });
  expect(events()).toHaveLength(1);
});

test('on a page that nothing surrounds it does nothing', async () => {
  app.ReactNativeWebView = undefined;
  const touchtrail = create();
  touchtrail.touch('alone');
  await touchtrail.flush();
  expect(app.touchtrailBridge).toBeUndefined();
});
