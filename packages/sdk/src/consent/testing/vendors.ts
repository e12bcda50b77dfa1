import type { AxeptioApi, AxeptioChoices } from '../axeptio.ts';
import type { CookiebotApi } from '../cookiebot.ts';
import type { DidomiApi, DidomiStatus } from '../didomi.ts';
import type { IubendaPreference } from '../iubenda.ts';
import type { OneTrustApi } from '../onetrust.ts';
import type { OsanoApi, OsanoConsent } from '../osano.ts';
import type { SourcepointInfo } from '../sourcepoint.ts';
import { install } from './sources.ts';

const page = globalThis as Record<string, unknown>;

/** `window.Cookiebot` as its developer documentation and `@types/cookiebot-sdk` describe it. */
export const cookiebotPage = (state: {
  hasResponse: boolean;
  statistics?: boolean;
  method?: 'explicit' | 'implied';
}): CookiebotApi =>
  install({
    Cookiebot: {
      hasResponse: state.hasResponse,
      consentID: 'cb-1',
      consentUTC: new Date(Date.UTC(2026, 10, 1)),
      consent: {
        necessary: true,
        preferences: false,
        statistics: state.statistics ?? false,
        marketing: false,
        method: state.method ?? 'explicit',
      },
    } satisfies CookiebotApi,
  }).Cookiebot;

/** `window.OneTrust` with the groups that are on. */
export const oneTrustPage = (groups: string) => {
  let closed = false;
  install({
    OnetrustActiveGroups: groups,
    OneTrust: {
      IsAlertBoxClosed: () => closed,
      getDataSubjectId: () => 'subject-1',
    } satisfies OneTrustApi,
  });
  return {
    close: () => {
      closed = true;
    },
  };
};

/** Didomi: callbacks wait in `didomiOnReady`, listeners are taken from `didomiEventListeners`. */
export const didomiPage = () => {
  let chosen = false;
  const status: DidomiStatus = {
    purposes: Object.fromEntries(
      ['cookies', 'measure_content_performance', 'market_research'].map((id) => [
        id,
        { enabled: false },
      ]),
    ),
    vendors: {},
    user_id: 'didomi-1',
    updated: '2026-11-01T00:00:00.000Z',
    consent_string: 'CQ.didomi',
  };
  const api: DidomiApi = {
    getCurrentUserStatus: () => status,
    shouldUserStatusBeCollected: () => !chosen,
  };
  return {
    ready() {
      for (const run of (page['didomiOnReady'] ?? []) as ((given: DidomiApi) => void)[]) run(api);
    },
    choose(purposes: Record<string, boolean>, vendors: Record<string, boolean> = {}) {
      chosen = true;
      for (const id in status.purposes) status.purposes[id] = { enabled: purposes[id] === true };
      for (const id in vendors) status.vendors![id] = { enabled: vendors[id] === true };
      const listeners = (page['didomiEventListeners'] ?? []) as {
        event: string;
        listener(): void;
      }[];
      for (const { event, listener } of listeners) if (event === 'consent.changed') listener();
    },
  };
};

/** Sourcepoint's unified script: runs what waits in `_sp_queue` once `_sp_` is there. */
export const sourcepointPage = () => {
  type Run = (law: string, uuid: string, string: string, info: SourcepointInfo) => void;
  const listeners: Run[] = [];
  install({ _sp_: { addEventListener: (_event: string, run: Run) => listeners.push(run) } });
  for (const run of (page['_sp_queue'] ?? []) as (() => void)[]) run();
  return {
    ready(info: SourcepointInfo, law = 'gdpr') {
      for (const run of listeners) run(law, 'sp-1', 'CQ.sp', info);
    },
  };
};

/** `Osano.cm`: a listener of `osano-cm-initialized` that comes late is called at once. */
export const osanoPage = (stored: OsanoConsent | undefined) => {
  const listeners: [string, (consent?: OsanoConsent) => void][] = [];
  install({
    Osano: {
      cm: {
        addEventListener(event, run) {
          listeners.push([event, run]);
          if (event === 'osano-cm-initialized') run(stored);
        },
      } satisfies OsanoApi,
    },
  });
  return {
    fire(event: string, consent: OsanoConsent) {
      for (const [name, run] of listeners) if (name === event) run(consent);
    },
  };
};

/** Axeptio: hands its SDK to what waits in `_axcb`. */
export const axeptioPage = () => {
  const listeners: ((choices: AxeptioChoices) => void)[] = [];
  const api: AxeptioApi = { on: (_event, run) => void listeners.push(run) };
  for (const run of (page['_axcb'] ?? []) as ((given: AxeptioApi) => void)[]) run(api);
  return {
    complete(choices: AxeptioChoices) {
      for (const run of listeners) run(choices);
    },
  };
};

/** `_iub`: one slot for the callback, the stored preference under `cs.consent`. */
export const iubendaPage = (
  own?: (preference: IubendaPreference | null) => void,
  stored: IubendaPreference = {},
) => {
  const csConfiguration: {
    callback?: {
      onPreferenceExpressedOrNotNeeded?: (preference: IubendaPreference | null) => void;
    };
  } = own ? { callback: { onPreferenceExpressedOrNotNeeded: own } } : {};
  install({ _iub: { csConfiguration, cs: { consent: stored } } });
  return {
    express: (preference: IubendaPreference | null) =>
      csConfiguration.callback?.onPreferenceExpressedOrNotNeeded?.(preference),
  };
};
