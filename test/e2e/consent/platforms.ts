import type { Page } from 'playwright-core';

/** A consent platform on a page, and how a person uses it. */
export interface Platform {
  name: string;
  /** What the platform keeps for itself. */
  own: RegExp;
  /** Its part of the page, before our scripts. */
  html: string;
  /** Options of our adapter's tag. */
  options?: string;
  /** Resolves when the banner is there. */
  asks(page: Page): Promise<unknown>;
  acceptAll(page: Page): Promise<unknown>;
  /** Statistics yes, marketing no. */
  acceptStatistics(page: Page): Promise<unknown>;
  /** Marketing yes, statistics no. */
  acceptMarketing(page: Page): Promise<unknown>;
  withdraw(page: Page): Promise<unknown>;
}

/** Names that the pages' platforms put on the window, only as far as the tests call them. */
declare const klaro: {
  getManager(): {
    updateConsent(name: string, value: boolean): void;
    saveAndApplyConsents(type?: string): void;
  };
};
declare const CookieConsent: { acceptCategory(categories: string[]): void };
declare const tarteaucitron: { userInterface: { respondAll(on: boolean, type?: string): void } };
declare const orejime: {
  manager: { setConsent(id: string, on: boolean): void; declineAll(): void; acceptAll(): void };
};

const klaroChoice = (page: Page, stats: boolean, ads: boolean) =>
  page.evaluate(
    ([touchtrail, marketing]) => {
      const manager = klaro.getManager();
      manager.updateConsent('touchtrail', touchtrail);
      manager.updateConsent('ads', marketing);
      manager.saveAndApplyConsents('save');
    },
    [stats, ads] as const,
  );
const categories = (page: Page, list: string[]) =>
  page.evaluate((given) => CookieConsent.acceptCategory(given), list);
const respond = (page: Page, on: boolean, type?: string) =>
  page.evaluate(([yes, kind]) => tarteaucitron.userInterface.respondAll(yes, kind), [
    on,
    type,
  ] as const);
const purposes = (page: Page, stats: boolean, ads: boolean) =>
  page.evaluate(
    ([touchtrail, marketing]) => {
      orejime.manager.setConsent('touchtrail', touchtrail);
      orejime.manager.setConsent('ads', marketing);
    },
    [stats, ads] as const,
  );

const map = `data-purposes='{"touchtrail":["storage","measurement"],"ads":["sharing"]}'`;

export const platforms: Platform[] = [
  {
    name: 'klaro',
    own: /klaro/,
    options: map,
    // With defaults that are on: they must not count.
    html: `<script>
        var klaroConfig = { lang: 'en', acceptAll: true, default: true, translations: { en: {} },
          services: [{ name: 'touchtrail', purposes: ['analytics'] }, { name: 'ads', purposes: ['ads'] }] };
      </script><script defer src="/modules/klaro/dist/klaro-no-css.js"></script>`,
    asks: (page) => page.waitForSelector('.cm-btn-success'),
    acceptAll: (page) => page.click('.cm-btn-success'),
    acceptStatistics: (page) => klaroChoice(page, true, false),
    acceptMarketing: (page) => klaroChoice(page, false, true),
    withdraw: (page) => klaroChoice(page, false, false),
  },
  {
    name: 'vanilla-cookieconsent',
    own: /cc_cookie/,
    html: `<script defer src="/modules/vanilla-cookieconsent/dist/cookieconsent.umd.js"></script>
      <script>addEventListener('DOMContentLoaded', () => CookieConsent.run({
        hideFromBots: false, revision: 3,
        categories: { necessary: { readOnly: true }, analytics: {}, marketing: {} },
        language: { default: 'en', translations: { en: { consentModal: { title: 'Cookies?',
          acceptAllBtn: 'Yes', acceptNecessaryBtn: 'No' }, preferencesModal: { sections: [] } } } } }));
      </script>`,
    asks: (page) => page.waitForSelector('[data-role="all"]'),
    acceptAll: (page) => page.click('[data-role="all"]'),
    acceptStatistics: (page) => categories(page, ['analytics']),
    acceptMarketing: (page) => categories(page, ['marketing']),
    withdraw: (page) => categories(page, []),
  },
  {
    name: 'tarteaucitron',
    own: /tarteaucitron/,
    options: map,
    html: `<script src="/modules/tarteaucitronjs/tarteaucitron.js"></script>
      <script>
        tarteaucitron.events.load = () => {
          for (const [key, type] of [['touchtrail', 'analytic'], ['ads', 'ads']]) {
            tarteaucitron.services[key] = { key, type, name: key, needConsent: true, cookies: [],
              uri: '', js() {}, fallback() {} };
            tarteaucitron.job.push(key);
            tarteaucitron.addService(key);
          }
        };
        tarteaucitron.init({ privacyUrl: '', orientation: 'bottom', showIcon: false,
          googleConsentMode: false, bingConsentMode: false, pianoConsentMode: false });
      </script>`,
    asks: (page) => page.waitForSelector('#tarteaucitronPersonalize2', { state: 'visible' }),
    acceptAll: (page) => page.click('#tarteaucitronPersonalize2'),
    acceptStatistics: async (page) => {
      await respond(page, false, 'ads');
      await respond(page, true, 'analytic');
    },
    acceptMarketing: async (page) => {
      await respond(page, false, 'analytic');
      await respond(page, true, 'ads');
    },
    withdraw: (page) => respond(page, false),
  },
  {
    name: 'orejime',
    own: /eu-consent/,
    options: map,
    html: `<script>
        var orejimeConfig = { privacyPolicyUrl: '/privacy', purposes: [
          { id: 'touchtrail', title: 'Statistics', default: true },
          { id: 'ads', title: 'Marketing', default: true }] };
      </script><script defer src="/modules/orejime/dist/orejime-standard-en.js"></script>`,
    asks: (page) => page.waitForSelector('.orejime-Banner'),
    acceptAll: (page) => page.click('.orejime-Banner .orejime-Banner-saveButton'),
    acceptStatistics: (page) => purposes(page, true, false),
    acceptMarketing: (page) => purposes(page, false, true),
    withdraw: (page) => page.evaluate(() => orejime.manager.declineAll()),
  },
];

declare const cmp: { choose(purposes: number[]): void };

/** A platform of our own making on the IAB's packages: the string is kept in one cookie. */
const tcfHtml = `<script type="importmap">{"imports":{
    "@iabtcf/core":"/modules/@iabtcf/core/lib/mjs/index.js",
    "@iabtcf/cmpapi":"/modules/@iabtcf/cmpapi/lib/mjs/index.js"}}</script>
  <script>var module = undefined;</script>
  <script src="/modules/@iabtcf/stub/lib/stub.js"></script>
  <script type="module">
    import { GVL, TCModel, TCString } from '@iabtcf/core';
    import { CmpApi } from '@iabtcf/cmpapi';
    const api = new CmpApi(31, 1, true);
    const ids = [1,2,3,4,5,6,7,8,9,10,11];
    const list = { gvlSpecificationVersion: 3, vendorListVersion: 99, tcfPolicyVersion: 5,
      lastUpdated: '2026-11-01T00:00:00Z', specialPurposes: {}, features: {}, specialFeatures: {},
      stacks: {}, dataCategories: {},
      purposes: Object.fromEntries(ids.map((id) => [id, { id, name: '' + id, description: '' }])),
      vendors: { 7: { id: 7, name: 'v', purposes: ids, legIntPurposes: [], flexiblePurposes: [],
        specialPurposes: [], features: [], specialFeatures: [] } } };
    let current = '';
    globalThis.cmp = { open: () => api.update(current, true), choose(purposes) {
      api.update(current, true);
      const model = new TCModel(new GVL(list));
      Object.assign(model, { cmpId: 31, cmpVersion: 1, consentScreen: 1, isServiceSpecific: true, policyVersion: 5 });
      model.purposeConsents.set(purposes);
      model.publisherConsents.set(purposes);
      model.vendorsDisclosed.set([7]);
      const text = TCString.encode(model, { segments: ['core', 'vendorsDisclosed', 'publisherTC'] });
      document.cookie = 'euconsent=' + text + ';path=/';
      api.update(current = text, false);
    } };
    const kept = /euconsent=([^;]+)/.exec(document.cookie)?.[1];
    if (kept) api.update(current = kept, false);
    else api.update('', true);
    globalThis.asked = true;
  </script>`;
const tcfChoice = (page: Page, list: number[]) => page.evaluate((given) => cmp.choose(given), list);

export const tcfPlatform: Platform = {
  name: 'tcf',
  own: /euconsent/,
  options: `data-tcf-purposes='{"storage":[1],"measurement":[1,8,9],"sharing":[1,7]}'`,
  html: tcfHtml,
  asks: (page) => page.waitForFunction(() => 'asked' in globalThis),
  acceptAll: (page) => tcfChoice(page, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
  acceptStatistics: (page) => tcfChoice(page, [1, 8, 9]),
  acceptMarketing: (page) => tcfChoice(page, [1, 2, 3, 4, 7]),
  withdraw: (page) => tcfChoice(page, []),
};

/** The IAB's GPP package with a section for the whole of the United States. */
export const gppPage = `<script type="importmap">{"imports":{
    "@iabgpp/cmpapi":"/modules/@iabgpp/cmpapi/lib/mjs/index.js"}}</script>
  <script>
    var __gpp = (...args) => { if (!args.length) return __gpp.queue; if (args[0] === 'events') return [];
      __gpp.queue.push(args); };
    __gpp.queue = [];
  </script>
  <script type="module">
    import { CmpApi, CmpStatus, SignalStatus } from '@iabgpp/cmpapi';
    const api = new CmpApi(31, 1);
    api.setCmpStatus(CmpStatus.LOADED);
    globalThis.privacy = { ready(fields) {
      api.setSignalStatus(SignalStatus.NOT_READY);
      api.setApplicableSections([7]);
      for (const name in fields) api.setFieldValue('usnat', name, fields[name]);
      api.fireSectionChange('usnat');
      api.setSignalStatus(SignalStatus.READY);
    } };
  </script>`;
