// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { googleConsentMode } from './google-consent-mode.ts';
import { klaro } from './klaro.ts';
import { orejime } from './orejime.ts';
import { tarteaucitron } from './tarteaucitron.ts';
import { dispatch, install, watch } from './testing/sources.ts';
import { vanillaCookieconsent } from './vanilla-cookieconsent.ts';

const stats = { storage: true, measurement: true };
const noStats = { storage: false, measurement: false };
const soon = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
  vi.unstubAllGlobals();
});

const klaroManager = (confirmed: boolean, consents: Record<string, boolean>) => {
  let watcher: { update(manager: unknown, name: string): void } | undefined;
  const fake = {
    confirmed,
    savedConsents: { ...consents },
    consents: { ...consents },
    watch: (given: typeof watcher) => {
      watcher = given;
    },
    notify: (name: string) => watcher?.update(fake, name),
  };
  return fake;
};

describe('Klaro', () => {
  test('defaults shown before a decision are no consent', () => {
    const fake = klaroManager(false, { touchtrail: true });
    const { said } = watch(klaro({ manager: () => fake }));
    fake.notify('applyConsents');
    expect(said()).toEqual([null, null]);
  });

  test('switches moved but not saved say nothing', () => {
    const fake = klaroManager(true, { touchtrail: false });
    const { said } = watch(klaro({ manager: () => fake }));
    fake.consents['touchtrail'] = true;
    fake.notify('consents');
    fake.notify('applyConsents');
    expect(said()).toEqual([noStats]);
    fake.savedConsents['touchtrail'] = true;
    fake.notify('saveConsents');
    expect(said()).toEqual([noStats, stats]);
  });

  test('a reset is pending again', () => {
    const fake = klaroManager(true, { touchtrail: true });
    const { said } = watch(klaro({ manager: () => fake }));
    fake.confirmed = false;
    fake.notify('consents');
    expect(said()).toEqual([stats, null]);
  });

  test('without a configuration no manager is made', () => {
    const getManager = vi.fn(() => klaroManager(true, {}));
    install({ klaro: { getManager } });
    watch(klaro()).stop();
    expect(getManager).not.toHaveBeenCalled();
    install({ klaroConfig: {} });
    watch(klaro());
    expect(getManager).toHaveBeenCalledOnce();
  });
});

describe('vanilla-cookieconsent', () => {
  const cookie = {
    categories: ['necessary', 'analytics'],
    consentId: 'c-1',
    revision: 2,
    lastConsentTimestamp: '2026-11-22T10:00:00.000Z',
  };

  test('a decision comes with its id, revision and time', () => {
    const { reports, said } = watch(vanillaCookieconsent());
    dispatch('cc:onFirstConsent', { cookie });
    expect(said()).toEqual([{ ...stats, sharing: false }]);
    expect(reports[0]).toMatchObject({
      id: 'c-1',
      revision: '2',
      decidedAt: Date.UTC(2026, 10, 22, 10),
    });
    dispatch('cc:onChange', { cookie: { ...cookie, categories: [] }, changedCategories: [] });
    expect(said()[1]).toEqual({ ...noStats, sharing: false });
  });

  test('the modal is no decision, and a stored one is read where the event was missed', () => {
    let valid = false;
    install({ CookieConsent: { validConsent: () => valid, getCookie: () => cookie } });
    const { said } = watch(vanillaCookieconsent());
    dispatch('cc:onModalShow', { modalName: 'consentModal' });
    expect(said()).toEqual([null, null]);
    valid = true;
    expect(watch(vanillaCookieconsent()).said()).toEqual([{ ...stats, sharing: false }]);
  });

  test('for what it takes for a bot it does nothing, and nothing is known', () => {
    expect(watch(vanillaCookieconsent()).said()).toEqual([]);
  });

  test('after the connection is cut nothing is heard', () => {
    const { said, stop } = watch(vanillaCookieconsent());
    stop();
    dispatch('cc:onConsent', { cookie });
    expect(said()).toEqual([]);
  });
});

const tacPage = (over: object = {}, service: object = {}) => ({
  tarteaucitron: {
    state: {} as Record<string, boolean | undefined>,
    parameters: { highPrivacy: true, serviceDefaultState: 'wait' },
    services: { touchtrail: { needConsent: true, ...service } },
    ...over,
  },
});

describe('tarteaucitron', () => {
  test('waiting is pending, also when the consent is said to be updated', async () => {
    install(tacPage());
    const { said } = watch(tarteaucitron());
    dispatch('tac.consent_updated', undefined, document);
    await soon();
    expect(said()).toEqual([null, null]);
  });

  test('the answer counts, though the event may come before it', async () => {
    const { tarteaucitron: page } = install(tacPage());
    const { said } = watch(tarteaucitron());
    dispatch('tac.consent_updated', undefined, document);
    page.state['touchtrail'] = true;
    await soon();
    page.state['touchtrail'] = false;
    dispatch('touchtrail_added', undefined, document);
    await soon();
    expect(said().slice(1)).toEqual([stats, noStats]);
  });

  test.each([
    ['browsing on is taken for consent', { parameters: { highPrivacy: false } }, {}],
    ['the service needs none', {}, { needConsent: false }],
    [
      'services are on by default',
      { parameters: { highPrivacy: true, serviceDefaultState: true } },
      {},
    ],
    ['the visitor is outside the EU', { user: { bypass: true } }, {}],
  ])('where %s, being on is no decision', (_name, over, service) => {
    const { tarteaucitron: page } = install(tacPage(over, service));
    page.state['touchtrail'] = true;
    expect(watch(tarteaucitron()).said()).toEqual([null]);
    expect(watch(tarteaucitron(), 'opt_out').said()).toEqual([stats]);
    page.state['touchtrail'] = false;
    expect(watch(tarteaucitron()).said()).toEqual([noStats]);
  });
});

const orejimeManager = (dirty: boolean, consents: Record<string, boolean>) => {
  const listeners = new Map<string, () => void>();
  return {
    dirty,
    consents,
    isDirty() {
      return this.dirty;
    },
    getConsent(id: string) {
      return this.consents[id];
    },
    on: (event: string, run: () => void) => listeners.set(event, run),
    emit: (event: string) => listeners.get(event)?.(),
  };
};

describe('Orejime', () => {
  test('defaults are no consent while purposes are unanswered', async () => {
    const fake = orejimeManager(true, { touchtrail: true });
    const { said } = watch(orejime({ manager: () => fake }));
    // The consents change first, then the manager is clean.
    fake.emit('update');
    fake.dirty = false;
    fake.emit('dirty');
    await soon();
    expect(said()).toEqual([null, stats, stats]);
  });

  test('cleared consents are pending, not refused', async () => {
    const fake = orejimeManager(false, { touchtrail: true });
    const { said } = watch(orejime({ manager: () => fake }));
    fake.consents = { touchtrail: false };
    fake.emit('update');
    fake.dirty = true;
    fake.emit('clear');
    await soon();
    expect(said()).toEqual([stats, null, null]);
  });
});

/** As gtag() does it: the arguments object, not an array. */
const toArguments = function given() {
  // oxlint-disable-next-line prefer-rest-params -- the object itself is what is tested
  return arguments;
} as (...args: unknown[]) => IArguments;

const layer = () => {
  const dataLayer: unknown[] = [];
  install({ dataLayer });
  return { dataLayer, gtag: (...args: unknown[]) => dataLayer.push(toArguments(...args)) };
};

describe('Google Consent Mode', () => {
  test('defaults decide only where the law does not ask', () => {
    const { gtag } = layer();
    gtag('consent', 'default', { analytics_storage: 'granted', wait_for_update: 500 });
    expect(watch(googleConsentMode()).said()).toEqual([null]);
    expect(watch(googleConsentMode(), 'opt_out').said()).toEqual([stats]);
  });

  test('a region that is refused by default is refused everywhere, for want of knowing where we are', () => {
    const { gtag } = layer();
    gtag('consent', 'default', { analytics_storage: 'granted' });
    gtag('consent', 'default', { analytics_storage: 'denied', region: ['DE'] });
    expect(watch(googleConsentMode(), 'opt_out').said()).toEqual([noStats]);
  });

  test('an update decides; updates add up', () => {
    const { gtag, dataLayer } = layer();
    gtag('consent', 'default', { analytics_storage: 'denied', ad_user_data: 'denied' });
    const { said } = watch(googleConsentMode());
    expect(gtag('consent', 'update', { analytics_storage: 'granted' })).toBe(2);
    dataLayer.push({ event: 'gtm.js' }, null, 'text');
    gtag('consent', 'update', { ad_user_data: 'granted' });
    gtag('consent', 'update', { analytics_storage: 'denied' });
    expect(said()).toEqual([
      null,
      stats,
      stats,
      { ...stats, sharing: true },
      { ...noStats, sharing: true },
    ]);
    expect(dataLayer).toHaveLength(7);
  });

  test('the layer is given back as it was, and never made', () => {
    const { dataLayer } = layer();
    const { push } = dataLayer;
    const first = watch(googleConsentMode());
    expect(dataLayer.push).not.toBe(push);
    first.stop();
    expect(dataLayer.push).toBe(push);
    vi.unstubAllGlobals();
    watch(googleConsentMode()).stop();
    expect('dataLayer' in globalThis).toBe(false);
  });
});
