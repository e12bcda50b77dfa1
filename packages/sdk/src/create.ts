import type { BatchInput, ConsentReceiptInput } from '@touchtrail/contract';
import { channelOf } from './channel.ts';
import { purposesOf } from './consent.ts';
import { createDatabase } from './database.ts';
import { createDelivery } from './delivery.ts';
import type { Envelope, Send } from './delivery.ts';
import { createExperience } from './experience.ts';
import { fieldsOf, text } from './fields.ts';
import type { Fields, Loose } from './fields.ts';
import { guarded } from './guard.ts';
import { createIdentity, nextVisit } from './identity.ts';
import { withLock } from './lock.ts';
import type { Core } from './module.ts';
import { onRoute } from './navigation.ts';
import {
  campaignOf,
  landingUrl,
  pageKey,
  pageTouchpoint,
  pathOf,
  readPage,
  scrub,
} from './page.ts';
import { createQueue } from './queue.ts';
import { createEmitter } from './signals.ts';
import type {
  Channel,
  Config,
  ConversionOptions,
  FeedbackOptions,
  Props,
  Purpose,
  Signals,
  Touchtrail,
} from './types.ts';
import { createUuid } from './uuid.ts';

/** Name and version as each batch states them. */
const sdkName = 'browser/0.0.0';

const eventBytes = 32_000;

type Receipt = Omit<ConsentReceiptInput, 'policyVersion' | 'purposes'> & {
  purposes: Purpose[];
  policyVersion?: string | undefined;
};

/**
 * Creates the SDK in a browser. Touches no storage and no network before consent.
 *
 * @param config see {@link Config}
 */
export function createInBrowser(config: Config): Touchtrail {
  const name = `touchtrail:${config.site}`;
  const now = Date.now;
  if (!config.site) console.warn('touchtrail: set data-site');
  const emitter = createEmitter((config.debug ?? false) !== false);
  const report = (error: unknown) => emitter._emit('error', { message: String(error) });
  const uuid = createUuid((words) => crypto.getRandomValues(words));
  const newId = () => uuid(now());
  const identity = createIdentity(name, () => localStorage);
  const queue = createQueue(createDatabase(name), now, (reason, count) =>
    delivery._drop(reason, count),
  );
  const endpoint = config.endpoint ?? '/v1/events';
  const envelope: Envelope = (rows, dropped) =>
    `${JSON.stringify({
      v: 1,
      site: config.site,
      sentAt: now(),
      sdk: sdkName,
      dropped,
    } satisfies Loose<Omit<BatchInput, 'events'>>).slice(
      0,
      -1,
    )},"events":[${rows.map((row) => row[1])}]}`;
  // A text body goes as text/plain, which needs no preflight.
  const send: Send = (body, keepalive, signal) =>
    fetch(endpoint, {
      method: 'POST',
      body,
      keepalive,
      credentials: 'omit',
      signal: signal ?? null,
    });
  const delivery = createDelivery({
    _envelope: envelope,
    _send: send,
    _queue: queue,
    _identity: identity,
    _emitter: emitter,
    _lock: (task) => withLock(name, task),
    _now: now,
    _random: Math.random,
    _beacon:
      'keepalive' in Request.prototype ? undefined : (body) => navigator.sendBeacon(endpoint, body),
    _online: () => navigator.onLine,
  });
  let receipt: Receipt | undefined;
  /** Open from the first decision on. */
  let tabs: BroadcastChannel | undefined;
  /**
   * Whether a page view is owed: from the moment of the grant until idle time, or until anything else
   * is recorded. Unset before the first grant.
   */
  let owed: boolean | undefined;
  let channel: Channel | undefined;
  let referrer: string | undefined;
  let key = '';
  const experience = createExperience(
    () => performance.now(),
    () => !document.hidden && document.hasFocus(),
  );
  /** The page view that interactions belong to. */
  let parentId: string | undefined;
  let viewed: Pick<Fields, 'page' | 'touchpoint'> = {};
  const changes: ((event: Fields) => void)[] = [];
  const leaves: (() => void)[] = [];
  const views: ((navigation: string) => void)[] = [];
  let routing: ReturnType<typeof setTimeout> | undefined;

  const modules = [...(config.modules ?? [])];
  const allows = (purpose: Purpose) => !!receipt?.purposes.includes(purpose);

  const record: Core['_record'] = (type, fields) => {
    if (!receipt) return undefined;
    begin();
    const at = now();
    const known = identity._read();
    // What happens within a touch neither begins nor prolongs a visit.
    const state =
      known && type === 'interaction' ? { ...known, n: known.n + 1 } : nextVisit(known, at, newId);
    identity._write(state);
    const id = uuid(at);
    const event: Loose<Fields> & { consent: Receipt } = {
      id,
      type,
      at,
      anonymousId: state.a,
      userId: state.u,
      accountId: state.g,
      sessionId: state.v,
      seq: state.n,
      page: readPage(),
      ...fields,
      consent: receipt,
    };
    for (const change of changes) change(event as Fields);
    event.channel ??= channel ??=
      config.channel ??
      channelOf(
        navigator.userAgent,
        matchMedia('(display-mode:standalone)').matches,
        navigator.maxTouchPoints,
      );
    const json = JSON.stringify(event);
    if (json.length > eventBytes) {
      delivery._drop('too_large', 1);
      return undefined;
    }
    queue._add(id, json);
    emitter._emit('queued', event as Signals['queued']);
    delivery._soon();
    return id;
  };

  const interact: Core['_interact'] = (what, props, extra) => {
    begin();
    record('interaction', { ...fieldsOf(what, { props }), parentId, ...viewed, ...extra });
  };

  /** States what the current page view came to, unless nothing happened since that was last said. */
  const endView = () => {
    for (const run of leaves) run();
    const totals = receipt && parentId && experience._take();
    if (totals) interact('page.left', undefined, { experience: totals });
  };

  const view = (navigation: string) => {
    if (config.pageViews === false) return;
    const page = readPage();
    const touchpoint = pageTouchpoint();
    // The first view of a document has the referrer and the campaign it was loaded with.
    const from = referrer ?? scrub(document.referrer);
    const campaign = campaignOf(location) ?? (referrer ? undefined : campaignOf(landingUrl()));
    referrer = page.url!;
    key = pageKey(location);
    viewed = { page, touchpoint };
    experience._begin();
    parentId = record('touch', {
      ...fieldsOf('page.viewed', { touchpoint, props: { navigation } }),
      campaign,
      page: { ...page, ...(from && { referrer: from }) },
    });
    for (const run of views) run(navigation);
  };

  /** Brings what is stored in line with the decision. */
  const settle = () => {
    const storage = allows('storage');
    identity._persist(storage);
    queue._persist(storage);
    const state = identity._read();
    if (state && !allows('identification')) {
      identity._write({ ...state, u: undefined, g: undefined });
    }
  };

  const begin = guarded(() => {
    if (!owed || !receipt) return;
    owed = false;
    settle();
    for (const module of modules.splice(0)) guarded(module, report)(core);
    view('load');
    // What an earlier page left behind goes too.
    delivery._soon();
  }, report);

  const leave = () => {
    begin();
    if (!receipt) return;
    endView();
    delivery._exit();
  };

  /** Listens while consent is in force. */
  const listen: Core['_listen'] = (target, type, run) =>
    target.addEventListener(
      type,
      guarded((event) => receipt && run(event as never), report),
      { capture: true, passive: true },
    );

  const core: Core = {
    _config: config,
    _active: () => !!receipt,
    _allows: allows,
    _identity: identity,
    _record: record,
    _interact: interact,
    _experience: (values) => {
      if (!receipt) return;
      experience._add(values);
      // Some figures are only final when the page is hidden, after it was said what it came to.
      if (document.visibilityState === 'hidden') queueMicrotask(guarded(leave, report));
    },
    _listen: listen,
    _onEvent: (change) => changes.push(guarded(change, report)),
    _onLeave: (run) => leaves.push(guarded(run, report)),
    _onView: (run) => views.push(guarded(run, report)),
  };

  const routed = (kind: string) => {
    const old = key;
    key = pageKey(location);
    // A router that tidies its query replaces; only another path is another page then.
    if (
      !receipt ||
      owed ||
      key === old ||
      (kind === 'replace' && pathOf(location) === pathOf(new URL(old || key)))
    ) {
      return;
    }
    // Routers set the title after the address, and may go on to another address at once.
    routing ??= setTimeout(
      guarded(() => {
        routing = undefined;
        if (!receipt) return;
        endView();
        view('route');
      }, report),
    );
  };

  const clicked = (event: Event) => {
    const element = (event.target as Element | null)?.closest?.<HTMLElement>(
      '[data-touchpoint]:not(body)',
    );
    if (!element) return;
    const { touchpoint, touchpointName } = element.dataset;
    record('touch', fieldsOf(touchpointName || 'touch.clicked', { touchpoint }));
  };

  const start = () => {
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'scroll']) {
      listen(document, type, experience._sign);
    }
    listen(self, 'focus', experience._sign);
    listen(self, 'blur', experience._sign);
    // Never unload or beforeunload: they are unreliable and cost the back/forward cache.
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'hidden') return leave();
      experience._sign();
      delivery._soon();
    });
    listen(self, 'pagehide', leave);
    listen(self, 'pageshow', (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      // Another tab may have withdrawn while this page slept.
      if (allows('storage') && !localStorage.getItem(name)) stop();
      else view('restore');
    });
    listen(self, 'online', () => delivery._wake());
    if (config.clicks !== false) listen(document, 'click', clicked);
    if (config.spa !== false) onRoute(guarded(routed, report));
  };

  /** Stops at once and forgets everything. Returns the anonymous id that was in use. */
  const stop = () => {
    const anonymousId = receipt && identity._read()?.a;
    receipt = undefined;
    owed &&= false;
    referrer = undefined;
    delivery._abort();
    identity._persist(false);
    identity._write(undefined);
    queue._mine().clear();
    queue._persist(false);
    emitter._emit('consent', { purposes: [] });
    return anonymousId;
  };

  const person = (field: 'u' | 'g', id: string, props?: Props) => {
    const user = field === 'u';
    if (!id || !receipt) return;
    if (!allows('identification')) return delivery._drop('no_identification', 1);
    begin();
    const state = identity._read() ?? nextVisit(undefined, now(), newId);
    identity._write({ ...state, [field]: String(id).slice(0, 200) });
    record(
      user ? 'identify' : 'account',
      fieldsOf(user ? 'person.identified' : 'account.identified', { props }),
    );
  };

  const api: Touchtrail = {
    touch: (event, options) => void record('touch', fieldsOf(event, options)),
    conversion: (event, options) => void record('conversion', fieldsOf(event, options)),
    identify: (id, props) => person('u', id, props),
    account: (id, props) => person('g', id, props),
    feedback: (options: FeedbackOptions & ConversionOptions) =>
      void record('feedback', fieldsOf('feedback.given', options)),
    experience: core._experience,
    consent(choice, options = {}) {
      const purposes = purposesOf(choice);
      const changed = `${purposes}` !== `${receipt?.purposes}`;
      const before = receipt;
      const next = {
        purposes,
        source: text(options.source, 100) ?? before?.source ?? 'api',
        policyVersion: text(options.policyVersion, 100) ?? before?.policyVersion,
        decidedAt: options.decidedAt ?? (changed ? now() : before!.decidedAt),
      };
      if (!tabs) {
        tabs = new BroadcastChannel(name);
        tabs.addEventListener('message', guarded(stop, report));
      }
      if (!purposes.length) {
        const anonymousId = stop();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, not a window
        tabs.postMessage(0);
        const at = now();
        if (anonymousId) {
          const event = { id: uuid(at), type: 'consent', name: 'consent.withdrawn', at };
          const json = JSON.stringify({ ...event, anonymousId, consent: next });
          send(envelope([['', json]]), true).catch(() => {});
        }
        return;
      }
      receipt = next;
      if (!changed) return;
      emitter._emit('consent', { purposes });
      if (before) {
        if (!owed) settle();
        return;
      }
      // The first grant on this page: from here on it is listened to.
      if (owed === undefined) start();
      owed = true;
      // A page rendered ahead of its visit is no view yet.
      if ((document as { prerendering?: boolean }).prerendering) {
        listen(document, 'prerenderingchange', begin);
      } else (self.requestIdleCallback ?? setTimeout)(begin, { timeout: 500 } as never);
    },
    reset() {
      const state = identity._read();
      if (receipt && state) identity._write({ ...nextVisit(undefined, now(), newId), n: 0 });
    },
    async flush() {
      begin();
      if (receipt) await delivery._flush();
    },
    on: (signal, listener) => emitter._on(signal, listener),
  };
  for (const method in api) {
    const it = method as keyof Touchtrail;
    (api as unknown as Record<string, unknown>)[it] = guarded(api[it] as () => void, report);
  }
  if (config.consent !== 'pending' && config.consent) {
    api.consent(config.consent === 'granted' ? 'grant' : 'deny', { source: 'config' });
  }
  return api;
}
