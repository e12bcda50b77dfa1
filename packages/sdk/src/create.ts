import { receiptOf } from './consent.ts';
import type { Receipt } from './consent.ts';
import { createDatabase } from './database.ts';
import { createDelivery } from './delivery.ts';
import { createExperience } from './experience.ts';
import { fieldsOf, text } from './fields.ts';
import type { Fields, Loose } from './fields.ts';
import type { Hooks } from './hooks.ts';
import { createIdentity, nextVisit } from './identity.ts';
import type { Shared } from './identity.ts';
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
  Config,
  ConversionOptions,
  FeedbackOptions,
  Props,
  Purpose,
  Signals,
  Touchtrail,
} from './types.ts';
import { createUuid } from './uuid.ts';
import { createEnvelope, createSend } from './wire.ts';

const eventBytes = 32_000;

/** Reading it may throw, as in sandboxed frames. */
const storage = () => localStorage;

/**
 * Creates the SDK in a browser. Touches no storage and no network before consent.
 *
 * @param config see {@link Config}
 * @param hooks lets modules in; the core works without.
 */
export const createInBrowser = (config: Config, hooks?: Hooks): Touchtrail => {
  const name = `touchtrail:${config.site}`;
  const now = Date.now;
  if (hooks && !config.site) console.warn('touchtrail: data-site');
  const emitter = createEmitter(hooks && config.debug);
  const report = (error: unknown) => emitter._emit('error', { message: String(error) });
  /** As in `guard.ts`, which as a function of its own would weigh more here. */
  const guarded =
    <A extends unknown[], R>(run: (...args: A) => R) =>
    (...args: A): R | undefined => {
      try {
        return run(...args);
      } catch (error) {
        report(error);
      }
    };
  const uuid = createUuid(() => crypto.getRandomValues(new Uint8Array(1)) as never);
  const newId = () => uuid(now());
  const identity = createIdentity(name, storage);
  const drop = (reason: string, count: number) => delivery._drop(reason, count);
  const queue = createQueue(name, createDatabase(name), storage, newId, now, drop, (keys) =>
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, not a window
    tabs!.postMessage(keys),
  );
  const envelope = createEnvelope(config.site, now);
  const post = createSend(config.endpoint ?? '/v1/events');
  const send = hooks?._send(post) ?? post;
  const delivery = createDelivery(
    queue,
    identity,
    emitter,
    envelope,
    send,
    (task) => withLock(name, task),
    now,
    Math.random,
    () => navigator.onLine,
  );
  const experience = createExperience(
    () => Math.round(performance.now()),
    () => !document.hidden && document.hasFocus(),
  );
  let receipt: Receipt | undefined;
  /** Open from the first decision on. */
  let tabs: BroadcastChannel | undefined;
  /**
   * Whether a page view is owed: from the moment of the grant until idle time, or until anything else
   * is recorded. Unset before the first grant.
   */
  let owed: 'load' | 'route' | '' | undefined;
  let referrer: string | undefined;
  /** What page this is; none until it is listened to everywhere. */
  let key = '';
  /** The page view that interactions belong to. */
  let viewed: Fields = {};

  const allows = (purpose: Purpose) => !!receipt?.purposes.includes(purpose);

  const record = (
    type: Parameters<Core['_record']>[0],
    fields: Fields,
    who?: Pick<Shared, 'u' | 'g'>,
  ): string | undefined => {
    if (!receipt) {
      hooks?._early(type, fields);
      return undefined;
    }
    begin();
    const at = now();
    const known = identity._read();
    // What happens within a touch neither begins nor prolongs a visit.
    const state = {
      ...(known && type === 'interaction'
        ? { ...known, n: known.n + 1 }
        : nextVisit(known, at, newId)),
      ...who,
    };
    identity._write(state);
    const id = uuid(at);
    const event: Loose<Fields> = {
      id,
      type,
      at,
      anonymousId: state.a,
      userId: state.u,
      accountId: state.g,
      sessionId: state.v,
      seq: state.n,
      ...fields,
      consent: {
        ...receipt,
        // The consent platform's string is long: once a visit is enough.
        signal: state.n < 2 ? receipt.signal : undefined,
        // No event is older than its decision, also when the clock was set back in between.
        decidedAt: Math.min(receipt.decidedAt, at),
      },
    };
    event.page ??= readPage();
    hooks?._event(event as Fields);
    // The service knows browsers by their requests.
    event.channel ??= config.channel;
    const json = JSON.stringify(event);
    if (json.length > eventBytes) {
      drop('too_large', 1);
      return undefined;
    }
    queue._add(id, json);
    emitter._emit('queued', event as Signals['queued']);
    delivery._soon();
    return id;
  };

  const interact: Core['_interact'] = (what, props, extra) => {
    begin();
    record('interaction', { ...fieldsOf(what, { props }), ...viewed, ...extra });
  };

  /** States what the current page view came to, unless nothing happened since that was last said. */
  const endView = (late?: unknown) => {
    if (late !== true) hooks?._leave();
    const totals = viewed.parentId && experience._take();
    if (totals) record('interaction', { name: 'page.left', ...viewed, experience: totals });
  };

  const view = (navigation: string) => {
    if (config.pageViews === false) return;
    const page = readPage();
    const touchpoint = pageTouchpoint();
    // The first view of a document has the referrer and the campaign it was loaded with.
    const from = referrer ?? scrub(document.referrer);
    const campaign = campaignOf(landingUrl(referrer));
    referrer = page.url!;
    experience._begin(navigation === 'load');
    const parentId = record('touch', {
      ...fieldsOf('page.viewed', { touchpoint, props: { navigation } }),
      campaign,
      page: { ...page, referrer: from },
    } as Fields);
    viewed = { page, touchpoint, parentId };
    hooks?._view(navigation);
  };

  /** Brings what is stored in line with the decision. */
  const settle = () => {
    const stores = allows('storage');
    identity._persist(stores);
    queue._persist(stores);
    const state = identity._read();
    if (state && !allows('identification')) {
      identity._write({ ...state, u: undefined, g: undefined });
    }
  };

  const begin = guarded(() => {
    if (!owed || !receipt) return;
    const kind = owed;
    owed = '';
    if (kind === 'route') endView();
    else {
      if (!key) watch();
      key = pageKey(location);
      settle();
      hooks?._start({
        _config: config,
        _active: () => !!receipt,
        _allows: allows,
        _identity: identity,
        _record: record,
        _interact: interact,
        _experience: live,
        _listen: listen,
        _guarded: guarded,
      });
    }
    view(kind);
    // What an earlier page left behind goes too.
    delivery._soon();
  });

  const leave = (late?: unknown) => {
    begin();
    endView(late);
    delivery._exit();
  };

  /** Listens while consent is in force. */
  const listen: Core['_listen'] = (target, type, run) =>
    target.addEventListener(
      type,
      guarded((event: unknown) => receipt && run(event as never)),
      { capture: true, passive: true },
    );

  const live: Core['_experience'] = (values) => {
    if (!receipt) return;
    experience._add(values);
    // Some figures are only final when the page is hidden, after it was said what it came to.
    if (document.hidden) queueMicrotask(guarded(() => leave(true)));
  };

  const routed = (kind: unknown) => {
    const old = key;
    key = pageKey(location);
    // A router that tidies its query replaces; only another path is another page then.
    if (!receipt || owed || key === old || (kind === 'replace' && pathOf(key) === pathOf(old))) {
      return;
    }
    // Routers set the title after the address, and may go on to another address at once.
    owed = 'route';
    setTimeout(begin);
  };

  /** What must be heard from the grant on: what leads to a click, and the end of the page. */
  const start = () => {
    for (const type of 'pointerdown keydown'.split(' ')) {
      // Modules must be there before the click that this leads to.
      listen(self, type, () => (experience._sign(), begin()));
    }
    // Never unload or beforeunload: they are unreliable and cost the back/forward cache.
    listen(document, 'visibilitychange', () => {
      experience._sign();
      if (document.hidden) leave();
      else delivery._soon();
    });
    listen(self, 'pagehide', leave);
  };

  /** The rest begins with the first view, in idle time: the task of the grant is the page's own. */
  const watch = () => {
    for (const type of 'pointermove scroll focus blur'.split(' ')) {
      listen(self, type, experience._sign);
    }
    listen(self, 'online', delivery._wake);
    listen(self, 'pageshow', (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      // Another tab may have withdrawn while this page slept.
      if (allows('storage') && !localStorage.getItem(name)) stop();
      else view('restore');
    });
    if (config.spa !== false) onRoute(guarded(routed));
  };

  /** Stops at once and forgets everything. Returns the anonymous id that was in use. */
  const stop = () => {
    receipt = undefined;
    owed &&= '';
    referrer = undefined;
    viewed = {};
    delivery._abort();
    identity._persist(false);
    identity._write(undefined);
    experience._begin();
    queue._mine.clear();
    queue._persist(false);
    hooks?._early();
    emitter._emit('consent', { purposes: [] });
  };

  const person = (
    field: 'u' | 'g',
    type: 'identify' | 'account',
    what: string,
    id: string,
    props?: Props,
  ) => {
    if (!id || !receipt) return;
    if (!allows('identification')) return drop('no_identification', 1);
    record(type, fieldsOf(what, { props }), { [field]: text(id, 200) });
  };

  const api: Touchtrail = {
    touch: (event, options = {}) => void record(options.type ?? 'touch', fieldsOf(event, options)),
    conversion: (event, options) => void record('conversion', fieldsOf(event, options)),
    identify: (id, props) => person('u', 'identify', 'person.identified', id, props),
    account: (id, props) => person('g', 'account', 'account.identified', id, props),
    feedback: (options: FeedbackOptions & ConversionOptions) =>
      void record('feedback', fieldsOf('feedback.given', options)),
    experience: live,
    consent(choice, options = {}) {
      const before = receipt;
      const next = receiptOf(choice, options, before, now());
      const { purposes } = next;
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- said again with each decision
      (tabs ??= new BroadcastChannel(name)).onmessage = guarded(
        ({ data }: MessageEvent<string[]>) => (data ? queue._forget(data) : stop()),
      );
      if (!purposes.length) {
        const anonymousId = before && identity._read()?.a;
        stop();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, not a window
        tabs!.postMessage(0);
        if (anonymousId) {
          const json = JSON.stringify({
            id: newId(),
            type: 'consent',
            name: 'consent.withdrawn',
            at: now(),
            anonymousId,
            props: config.eraseOnWithdraw ? { erase: true } : undefined,
            consent: next,
          } satisfies Fields);
          send(envelope([['', json]]), true, undefined, true).catch(() => {});
        }
        return;
      }
      receipt = next;
      if (`${purposes}` === `${before?.purposes}`) return;
      emitter._emit('consent', { purposes });
      if (before) {
        settle();
        return;
      }
      // The first grant on this page: from here on it is listened to.
      if (owed === undefined) start();
      owed = 'load';
      // A page rendered ahead of its visit is no view yet.
      if ((document as { prerendering?: boolean }).prerendering) {
        listen(document, 'prerenderingchange', begin);
      } else (self.requestIdleCallback ?? setTimeout)(begin, { timeout: 500 } as never);
    },
    reset() {
      if (receipt) identity._write({ ...nextVisit(undefined, now(), newId), n: 0 });
    },
    async flush() {
      begin();
      if (receipt) await delivery._flush();
    },
    on: emitter._on,
  };
  for (const method in api) {
    const it = method as keyof Touchtrail;
    (api as unknown as Record<string, unknown>)[it] = guarded(api[it] as () => void);
  }
  const { consent, regime = 'opt_in' } = config;
  if (consent && consent !== 'pending') {
    // A browser that says no to all sites says it here too, where a person would have to be asked.
    const refuses =
      (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl && regime === 'opt_in';
    api.consent(consent === 'granted' && !refuses ? 'grant' : 'deny', { source: 'config', regime });
  }
  return api;
};
