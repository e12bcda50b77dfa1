// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { axeptio } from './axeptio.ts';
import { cookiebot } from './cookiebot.ts';
import { didomi } from './didomi.ts';
import { iubenda } from './iubenda.ts';
import { onetrust } from './onetrust.ts';
import { osano } from './osano.ts';
import { sourcepoint } from './sourcepoint.ts';
import { dispatch, install, watch } from './testing/sources.ts';
import {
  axeptioPage,
  cookiebotPage,
  didomiPage,
  iubendaPage,
  oneTrustPage,
  osanoPage,
  sourcepointPage,
} from './testing/vendors.ts';
import { usercentrics } from './usercentrics.ts';
import type { UsercentricsDetails, UsercentricsService } from './usercentrics.ts';

const stats = { storage: true, measurement: true };
const noStats = { storage: false, measurement: false };
const soon = () => new Promise((resolve) => setTimeout(resolve, 1));
const page = globalThis as Record<string, unknown>;
/** Globals that adapters may make, because the vendor documents them as queues. */
const queues = ['didomiOnReady', 'didomiEventListeners', '_sp_queue', '_axcb'];

beforeEach(() => {
  for (const name of queues) delete page[name];
});
afterEach(() => {
  vi.unstubAllGlobals();
  for (const name of queues) delete page[name];
});

describe('Cookiebot', () => {
  test('without a response nothing is decided, whatever the categories say', () => {
    cookiebotPage({ hasResponse: false, statistics: true });
    const { said } = watch(cookiebot());
    dispatch('CookiebotOnDialogDisplay');
    expect(said()).toEqual([null, null]);
  });

  test('accept, partial, decline', () => {
    const fake = cookiebotPage({ hasResponse: true, statistics: true });
    const { said, reports } = watch(cookiebot());
    fake.consent['statistics'] = false;
    fake.consent['marketing'] = true;
    dispatch('CookiebotOnAccept');
    fake.consent['marketing'] = false;
    dispatch('CookiebotOnDecline');
    expect(said()).toEqual([
      { ...stats, sharing: false, personalisation: false },
      { ...noStats, sharing: true, personalisation: false },
      { ...noStats, sharing: false, personalisation: false },
    ]);
    expect(reports[0]).toMatchObject({ id: 'cb-1', decidedAt: Date.UTC(2026, 10, 1) });
  });

  test('an implied response counts only where the law does not ask', () => {
    cookiebotPage({ hasResponse: true, statistics: true, method: 'implied' });
    expect(watch(cookiebot()).said()).toEqual([null]);
    expect(watch(cookiebot(), 'opt_out').said()[0]).toMatchObject(stats);
  });
});

describe('OneTrust', () => {
  test('the event of every load is no decision while the banner is open', async () => {
    const fake = oneTrustPage(',C0001,C0002,C0004,');
    const { said } = watch(onetrust());
    dispatch('OneTrustGroupsUpdated', ['C0001', 'C0002', 'C0004']);
    await soon();
    expect(said()).toEqual([null, null]);
    // The banner counts as closed only after the event.
    dispatch('OneTrustGroupsUpdated', ['C0001', 'C0002']);
    Object.assign(page, { OnetrustActiveGroups: ',C0001,C0002,' });
    fake.close();
    await soon();
    expect(said()[2]).toEqual({ ...stats, sharing: false, personalisation: false });
  });

  test('a stored decision is read, with the id of the subject', () => {
    oneTrustPage(',C0001,').close();
    const { said, reports } = watch(onetrust());
    expect(said()[0]).toMatchObject(noStats);
    expect(reports[0]!.id).toBe('subject-1');
  });
});

const services = (on: boolean, type: string): UsercentricsService[] => [
  {
    name: 'Touchtrail',
    categorySlug: 'functional',
    consent: { status: on, history: [{ type }] },
  },
  { name: 'Ads', categorySlug: 'marketing', consent: { status: false, history: [{ type }] } },
];

const details = (given: boolean, type: string): UsercentricsDetails => ({
  consent: { type, controllerId: 'uc-1', updatedAt: 1_795_000_000_000 },
  services: { a: { name: 'Touchtrail', category: 'functional', consent: { given } } },
});

describe('Usercentrics', () => {
  test('version 2: implicit is no decision', () => {
    install({
      UC_UI: { isInitialized: () => true, getServicesBaseInfo: () => services(true, 'implicit') },
    });
    const { said } = watch(usercentrics());
    dispatch('ucEvent', { event: 'consent_status', type: 'implicit', Touchtrail: true });
    dispatch('ucEvent', { event: 'other', type: 'explicit', Touchtrail: true });
    expect(said()).toEqual([null, null]);
  });

  test('version 2: a stored decision, and the event of a change', () => {
    install({
      UC_UI: { isInitialized: () => true, getServicesBaseInfo: () => services(true, 'explicit') },
    });
    const { said } = watch(usercentrics());
    expect(said()).toEqual([{ ...stats, sharing: false }]);
    dispatch('ucEvent', {
      event: 'consent_status',
      action: 'onUpdateServices',
      type: 'explicit',
      Touchtrail: false,
      ucCategory: { marketing: null, functional: false },
    });
    expect(said()[1]).toEqual({ ...noStats, sharing: false });
  });

  test('version 3: details and UC_CONSENT', async () => {
    install({ __ucCmp: { getConsentDetails: async () => details(true, 'EXPLICIT') } });
    const { said, reports } = watch(usercentrics());
    await soon();
    dispatch('UC_CONSENT', details(false, 'EXPLICIT'));
    dispatch('UC_CONSENT', details(true, 'IMPLICIT'));
    expect(said()).toEqual([stats, noStats, null]);
    expect(reports[0]).toMatchObject({ id: 'uc-1', decidedAt: 1_795_000_000_000 });
  });

  test('version 3: details that cannot be had decide nothing', async () => {
    install({ __ucCmp: { getConsentDetails: () => Promise.reject(new Error('no')) } });
    const { said } = watch(usercentrics());
    await soon();
    expect(said()).toEqual([]);
  });
});

describe('Didomi', () => {
  test('comes before Didomi, and is told of each change', () => {
    const { said, reports } = watch(didomi());
    const fake = didomiPage();
    fake.ready();
    expect(said()).toEqual([null]);
    fake.choose({ cookies: true, measure_content_performance: true, market_research: true });
    fake.choose({ cookies: true, measure_content_performance: true });
    fake.choose({});
    expect(said().slice(1)).toEqual([stats, { ...stats, measurement: false }, noStats]);
    expect(reports[1]).toMatchObject({ id: 'didomi-1', signal: 'CQ.didomi' });
  });

  test('keys may be vendors', () => {
    const { said } = watch(didomi({ purposes: { 'c:touchtrail': ['measurement'] } }));
    const fake = didomiPage();
    fake.choose({}, { 'c:touchtrail': true });
    fake.ready();
    expect(said()).toEqual([{ measurement: true }]);
  });
});

const grants = (on: boolean) => ({
  __tcfapi: (_command: string, _version: 2, answer: (value: object, ok: boolean) => void) =>
    answer({ grants: { v1: { vendorGrant: on } } }, true),
});

describe('Sourcepoint', () => {
  test('consent to everything is consent, anything less is not', () => {
    const { said, reports } = watch(sourcepoint());
    const fake = sourcepointPage();
    fake.ready({ applies: true, consentedToAll: true });
    fake.ready({ applies: true, consentedToAll: false });
    expect(said()).toEqual([stats, noStats]);
    expect(reports[0]).toMatchObject({ id: 'sp-1', signal: 'CQ.sp' });
  });

  test('of a partial choice the grant of the vendor tells', () => {
    const { said } = watch(sourcepoint({ vendor: 'v1' }));
    const fake = sourcepointPage();
    install(grants(true));
    fake.ready({ applies: true, consentedToAll: false });
    install(grants(false));
    fake.ready({ applies: true, consentedToAll: false });
    expect(said()).toEqual([stats, noStats]);
  });

  test('where the law does not apply, and for other laws, nothing is said', () => {
    const { said } = watch(sourcepoint());
    const fake = sourcepointPage();
    fake.ready({ applies: false, consentedToAll: true });
    fake.ready({ applies: true, consentedToAll: true }, 'usnat');
    expect(said()).toEqual([]);
  });
});

describe('Osano', () => {
  test('initialised without a consent is pending, switches not saved say nothing', () => {
    const fake = osanoPage(undefined);
    const { said } = watch(osano());
    fake.fire('osano-cm-consent-changed', { ANALYTICS: 'ACCEPT' });
    expect(said()).toEqual([null]);
    fake.fire('osano-cm-consent-saved', { ANALYTICS: 'ACCEPT', MARKETING: 'DENY' });
    fake.fire('osano-cm-consent-saved', { ANALYTICS: 'DENY', MARKETING: 'DENY' });
    expect(said().slice(1)).toEqual([
      { ...stats, sharing: false },
      { ...noStats, sharing: false },
    ]);
  });

  test('a stored consent is told at once', () => {
    osanoPage({ ANALYTICS: 'ACCEPT' });
    expect(watch(osano()).said()).toEqual([stats]);
  });
});

describe('Axeptio', () => {
  test('is there before the choice, and tells of each one', () => {
    const { said, reports } = watch(axeptio());
    const fake = axeptioPage();
    expect(said()).toEqual([null]);
    fake.complete({ $$completed: true, $$token: 'ax-1', $$date: '2026-11-01', touchtrail: true });
    fake.complete({ $$completed: false, touchtrail: true });
    fake.complete({ touchtrail: false });
    expect(said()).toEqual([null, stats, noStats]);
    expect(reports[1]).toMatchObject({ id: 'ax-1', decidedAt: Date.UTC(2026, 10, 1) });
  });
});

describe('Iubenda', () => {
  test('calls the page’s own callback first, and reads purposes by number', () => {
    const own = vi.fn();
    const fake = iubendaPage(own);
    const { said, reports } = watch(iubenda());
    fake.express({ purposes: { 1: true, 4: true, 5: false }, id: 'iub-1' });
    expect(own).toHaveBeenCalledOnce();
    expect(said()).toEqual([null, { ...stats, sharing: false }]);
    expect(reports[1]!.id).toBe('iub-1');
  });

  test('a preference that is not needed grants nothing; one without purposes speaks for all', () => {
    const fake = iubendaPage();
    const { said } = watch(iubenda());
    fake.express(null);
    fake.express({ consent: false });
    expect(said()[1]).toBeNull();
    expect(said()[2]).toMatchObject(noStats);
  });

  test('a stored preference is read', () => {
    iubendaPage(undefined, { consent: true, purposes: { 4: true } });
    expect(watch(iubenda()).said()).toEqual([stats]);
  });
});

test('no vendor’s global is made, but for the queues they document', () => {
  const before = new Set(Object.keys(page));
  for (const adapter of [cookiebot, onetrust, usercentrics, osano, iubenda])
    watch(adapter()).stop();
  expect(Object.keys(page).filter((name) => !before.has(name))).toEqual([]);
});
