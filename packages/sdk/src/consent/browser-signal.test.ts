// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectConsent } from './connect.ts';
import type { ConnectOptions } from './connect.ts';
import { dnt } from './dnt.ts';
import { gpc } from './gpc.ts';
import type { BrowserSignalOptions } from './browser-signal.ts';
import { fakeSdk, says, watch } from './testing/sources.ts';

const both = { storage: true, measurement: true };

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const browser = (signal: object) => vi.stubGlobal('navigator', signal);
const on = { globalPrivacyControl: true };

/** One page load: the SDK, a platform and the signal. */
const visit = (connect: ConnectOptions = {}, options: BrowserSignalOptions = {}) => {
  const sdk = fakeSdk();
  const platform = says('platform');
  const connection = connectConsent(sdk.touchtrail, [platform, gpc(options)], connect);
  return { ...sdk, platform, connection, granted: () => Object.keys(sdk.calls.at(-1)?.[0] ?? {}) };
};

test('switched off it says nothing', () => {
  browser({ globalPrivacyControl: false, doNotTrack: null });
  expect(watch(gpc()).said()).toEqual([{}]);
  expect(watch(dnt()).said()).toEqual([{}]);
});

test('where consent is asked for it refuses everything', () => {
  browser({ ...on, doNotTrack: '1' });
  for (const adapter of [gpc(), dnt()]) {
    expect(watch(adapter).said()[0]).toMatchObject({ measurement: false, sharing: false });
  }
});

test('where people may object it refuses sharing, or more where it is set to', () => {
  browser(on);
  expect(watch(gpc(), 'opt_out').said()).toEqual([{ sharing: false }]);
  expect(watch(gpc({ mode: 'strict' }), 'opt_out').said()).toEqual([
    { sharing: false, identification: false, offline_join: false, personalisation: false },
  ]);
});

describe('a choice on this site', () => {
  test('made before the signal was seen is overruled by it', () => {
    browser(on);
    const page = visit();
    page.platform.say({ purposes: both, decidedAt: performance.timeOrigin - 1_000 });
    expect(page.calls.map(([choice]) => choice)).toEqual(['deny']);
    page.platform.say({ purposes: both });
    expect(page.calls).toHaveLength(1);
  });

  test('made after it wins, and still does on the next pages', () => {
    browser(on);
    const page = visit();
    page.platform.say({ purposes: both, decidedAt: performance.timeOrigin + 1_000 });
    expect(page.granted()).toEqual(['measurement', 'storage']);
    // On the next page the platform knows no time, and the page began after the choice.
    vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(performance.timeOrigin + 60_000);
    const next = visit();
    next.platform.say({ purposes: both });
    expect(next.granted()).toEqual(['measurement', 'storage']);
  });

  test('made for one purpose does not speak for another', () => {
    browser(on);
    const before = performance.timeOrigin - 1_000;
    const choice = { purposes: { ...both, sharing: true }, decidedAt: before };
    for (const page of [visit({ regime: 'opt_out' }), visit({ regime: 'opt_out' })]) {
      page.platform.say(choice);
      expect(page.granted()).toContain('storage');
      expect(page.granted()).not.toContain('sharing');
    }
  });

  test('is waited for: before the platform speaks, the signal takes nothing back', () => {
    browser(on);
    const page = visit();
    page.platform.say({});
    expect(page.calls).toEqual([]);
    expect(page.connection.states().measurement).toBe('denied');
  });

  test('that is withdrawn leaves nothing on the device', () => {
    browser(on);
    const page = visit();
    page.platform.say({ purposes: both, decidedAt: performance.timeOrigin + 1_000 });
    expect(localStorage.length).toBe(1);
    page.platform.say({ purposes: { measurement: false } });
    expect(localStorage.length).toBe(0);
  });

  test('without storage nothing is kept or read', () => {
    browser(on);
    const read = vi.spyOn(Storage.prototype, 'getItem');
    const page = visit();
    page.platform.say({
      purposes: { measurement: true, storage: false },
      decidedAt: performance.timeOrigin + 1_000,
    });
    expect(page.granted()).toEqual(['measurement']);
    expect(localStorage.length).toBe(0);
    expect(read).not.toHaveBeenCalled();
  });

  test('a signal that was switched off and on again is new', () => {
    browser(on);
    visit().platform.say({ purposes: both, decidedAt: performance.timeOrigin + 1_000 });
    browser({});
    visit().platform.say({ purposes: both });
    expect(localStorage.length).toBe(0);
    browser(on);
    const page = visit();
    page.platform.say({ purposes: both });
    expect(page.calls.map(([choice]) => choice)).toEqual(['deny']);
  });

  test('works where the device refuses to store', () => {
    browser(on);
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const page = visit();
    page.platform.say({ purposes: both, decidedAt: performance.timeOrigin + 1_000 });
    expect(page.granted()).toContain('storage');
  });
});
