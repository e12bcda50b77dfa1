// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConsentOptions, Purpose } from '../types.ts';
import { connectConsent } from './connect.ts';
import type { ConnectOptions } from './connect.ts';
import { fakeSdk, says } from './testing/sources.ts';

const both = { storage: true, measurement: true };
const neither = { storage: false, measurement: false };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const connected = (options: ConnectOptions = {}, count = 1) => {
  const sdk = fakeSdk();
  const sources = Array.from({ length: count }, (_, index) => says(`cmp-${index}`));
  const connection = connectConsent(sdk.touchtrail, sources, options);
  return { ...sdk, connection, source: sources[0]!, other: sources[1]! };
};
const refusedBefore = (options: ConnectOptions = {}) => {
  const sdk = fakeSdk();
  sdk.emit([]);
  const source = says('cmp');
  const connection = connectConsent(sdk.touchtrail, [source], options);
  return { ...sdk, source, connection };
};
const purposesOf = (choice: unknown): Purpose[] => Object.keys(choice as object) as Purpose[];

test('nothing is said before anybody decides', () => {
  const { calls, source, connection } = connected();
  source.say({});
  vi.advanceTimersByTime(60_000);
  expect(calls).toEqual([]);
  expect(connection.states().measurement).toBe('pending');
});

test('a grant is one call with all that is known of the decision', () => {
  const { calls, source } = connected({ policyVersion: '7' });
  const signal = { purposes: both, id: 'c-1', revision: '3', decidedAt: 1_795_000_000_000 };
  source.say(signal);
  source.say(signal);
  expect(calls).toHaveLength(1);
  expect(calls[0]![0]).toEqual(both);
  expect(calls[0]![1]).toMatchObject({
    source: 'cmp-0',
    id: 'c-1',
    revision: '3',
    decidedAt: 1_795_000_000_000,
    policyVersion: '7',
    regime: 'opt_in',
  });
});

test('a denial is told once, also as the first word of a page', () => {
  const { calls, source, connection } = connected();
  source.say({ purposes: neither });
  source.say({ purposes: { ...neither, sharing: false } });
  expect(calls.map(([choice]) => choice)).toEqual(['deny']);
  expect(connection.states().measurement).toBe('denied');
});

test('withdrawal, change and a new grant', () => {
  const { calls, source, connection } = connected();
  source.say({ purposes: { ...both, sharing: true } });
  source.say({ purposes: { ...both, sharing: false } });
  expect(connection.states().sharing).toBe('withdrawn');
  source.say({ purposes: neither });
  expect(connection.states().measurement).toBe('withdrawn');
  source.say({ purposes: both });
  expect(connection.states().measurement).toBe('granted');
  expect(calls.map(([choice]) => (choice === 'deny' ? choice : purposesOf(choice).length))).toEqual(
    [3, 2, 'deny', 2],
  );
});

test('a platform that forgets the decision takes the grant back', () => {
  const { calls, source } = connected();
  source.say({ purposes: both });
  source.say({});
  expect(calls.map(([choice]) => choice)).toEqual([both, 'deny']);
});

test('consent that has expired leaves nothing behind', () => {
  const { calls, source, connection } = connected({ maxAgeDays: 10 });
  source.say({ purposes: both, decidedAt: Date.now() - 11 * 86_400_000 });
  expect(calls.map(([choice]) => choice)).toEqual(['deny']);
  expect(connection.states().measurement).toBe('expired');
});

test('a grant waits for sources that may still refuse, a refusal does not', () => {
  const { calls, source, other } = connected({}, 2);
  source.say({ purposes: both });
  vi.advanceTimersByTime(4_999);
  expect(calls).toEqual([]);
  other.say({ purposes: { measurement: false } });
  expect(calls.map(([choice]) => choice)).toEqual(['deny']);
});

test('after five seconds a silent source is no longer waited for, and grants nothing', () => {
  const { calls, source, connection } = connected({}, 2);
  vi.advanceTimersByTime(5_000);
  expect(connection.states().measurement).toBe('unknown');
  source.say({ purposes: both });
  expect(calls.map(([choice]) => choice)).toEqual([both]);
});

test('a source that comes late is heard all the same', () => {
  const { calls, source, other } = connected({ waitMs: 100 }, 2);
  source.say({ purposes: both });
  vi.advanceTimersByTime(100);
  expect(calls).toHaveLength(1);
  other.say({ purposes: { measurement: false } });
  expect(calls.at(-1)![0]).toBe('deny');
});

test('the first grant carries the hash of its string; what is taken back does not wait for one', async () => {
  vi.useRealTimers();
  const { calls, source } = connected();
  source.say({ purposes: { ...both, sharing: true }, signal: 'CQ.string', decidedAt: Date.now() });
  expect(calls).toEqual([]);
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  const signalHash = 'ebd5685a67cbb7f7f29fc2f764599e0ef070765e5606d05227591fdf68b97cbf';
  expect(calls[0]![1]).toMatchObject({ signal: 'CQ.string', signalHash });
  source.say({ purposes: both, signal: 'CQ.second', decidedAt: Date.now() });
  expect(calls).toHaveLength(2);
  expect(calls[1]![0]).toEqual(both);
  // Never the new string with the old hash.
  expect(calls[1]![1]!.signal).toBeUndefined();
  await vi.waitFor(() => expect(calls).toHaveLength(3));
  expect((calls[2]![1] as ConsentOptions).signalHash).toMatch(/^[0-9a-f]{64}$/);
});

test('a refusal while the hash is made wins', async () => {
  vi.useRealTimers();
  const { calls, source } = connected();
  source.say({ purposes: both, signal: 'CQ.string' });
  source.say({ purposes: neither, signal: 'CQ.other' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(calls.map(([choice]) => choice)).toEqual(['deny']);
});

test('without a secure context there is no hash, but a decision', async () => {
  vi.useRealTimers();
  vi.stubGlobal('crypto', {});
  const { calls, source } = connected();
  source.say({ purposes: both, signal: 'CQ.string' });
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  expect((calls[0]![1] as ConsentOptions).signalHash).toBeUndefined();
});

test('the call of the page is a source too: it allows what it names, and a refusal elsewhere wins', () => {
  const { calls, touchtrail, source } = connected();
  source.say({});
  touchtrail.consent('grant', { source: 'my-banner' });
  expect(calls[0]![0]).toEqual({ measurement: true, storage: true, identification: true });
  expect(calls[0]![1]).toMatchObject({ source: 'my-banner', decidedAt: Date.now() });
  vi.advanceTimersByTime(1_000);
  touchtrail.consent('grant');
  expect(calls).toHaveLength(1);
  source.say({ purposes: { identification: false } });
  expect(purposesOf(calls.at(-1)![0])).toEqual(['measurement', 'storage']);
  touchtrail.consent('deny');
  expect(calls.at(-1)![0]).toBe('deny');
});

test('where another tab has withdrawn, the same decision is not told again', () => {
  const { calls, source, connection, emit } = connected();
  source.say({ purposes: both });
  emit([]);
  expect(connection.states().measurement).toBe('withdrawn');
  source.say({ purposes: both });
  expect(calls).toHaveLength(1);
});

describe('a refusal from before the resolver was there', () => {
  test.each(['opt_out', 'none'] as const)('is not overwritten by silence under %s', (regime) => {
    const { calls, source, connection } = refusedBefore({ regime });
    source.say({});
    source.say({ purposes: { sharing: true } });
    source.say({ purposes: {} });
    vi.advanceTimersByTime(60_000);
    expect(calls).toEqual([]);
    expect(connection.states().measurement).toBe('denied');
  });

  test.each(['opt_in', 'opt_out'] as const)('gives way to a person’s yes under %s', (regime) => {
    const { calls, source, connection } = refusedBefore({ regime });
    source.say({ purposes: both });
    expect(calls[0]![0]).toMatchObject(both);
    expect(connection.states().measurement).toBe('granted');
  });

  test('a grant from before stays until somebody refuses', () => {
    const sdk = fakeSdk();
    sdk.emit(['measurement', 'storage']);
    const source = says('cmp');
    connectConsent(sdk.touchtrail, [source]);
    source.say({});
    expect(sdk.calls).toEqual([]);
    source.say({ purposes: neither });
    expect(sdk.calls.map(([choice]) => choice)).toEqual(['deny']);
  });
});

test('the withdrawal in another tab is not undone by what the law allows', () => {
  const { calls, source, connection, emit } = connected({ regime: 'opt_out' });
  source.say({});
  expect(calls).toHaveLength(1);
  emit([]);
  source.say({ purposes: { sharing: false } });
  source.say({});
  expect(calls).toHaveLength(1);
  expect(connection.states().measurement).toBe('withdrawn');
});

test('connecting again adds to the first connection', () => {
  const { calls, touchtrail, connection, source } = connected();
  const gpc = says('gpc', 3);
  expect(connectConsent(touchtrail, [gpc])).toBe(connection);
  source.say({ purposes: both });
  expect(calls).toEqual([]);
  gpc.say({ purposes: {} });
  expect(calls).toHaveLength(1);
});

test('after disconnecting nothing is heard, and the call of the page is direct again', () => {
  const { calls, touchtrail, source, connection, consent } = connected();
  connection.disconnect();
  expect(source.until!.aborted).toBe(true);
  source.say({ purposes: both });
  expect(calls).toEqual([]);
  expect(touchtrail.consent).toBe(consent);
});

test('a click makes a decision without a time a decision of now', () => {
  vi.stubGlobal('navigator', { userActivation: { isActive: true } });
  const { calls, source } = connected();
  source.say({ purposes: both });
  expect(calls[0]![1]!.decidedAt).toBe(Date.now());
});

test('in a region where people may object, measurement runs until somebody refuses', () => {
  const { calls, source } = connected({ regime: 'opt_out' });
  expect(calls).toEqual([]);
  source.say({});
  expect(calls[0]![1]).toMatchObject({ source: 'region', regime: 'opt_out' });
  expect(purposesOf(calls[0]![0])).not.toContain('content');
  source.say({ purposes: { sharing: false } });
  expect(purposesOf(calls[1]![0])).not.toContain('sharing');
});

test('on a server nothing is asked and nothing breaks', () => {
  vi.stubGlobal('document', undefined);
  const { calls, source, connection } = connected({ regime: 'opt_out' });
  vi.advanceTimersByTime(10_000);
  expect(source.until).toBeUndefined();
  expect(calls).toEqual([]);
  connection.disconnect();
});
