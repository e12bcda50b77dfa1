/**
 * The SDK in a frame or a web view: it records through the page or the app around it.
 *
 * @module
 */
import { fieldsOf } from '../fields.ts';
import { createEmitter } from '../signals.ts';
import type { Channel, FeedbackOptions, Purpose, Touchtrail } from '../types.ts';
import { callApp, callPage, nativeHost } from './lines.ts';
import { bytesOf, messageBytes } from './message.ts';
import type { BridgeEvent, BridgeEventType } from './message.ts';

/** How the SDK in a frame is set up. */
export interface BridgedConfig {
  /**
   * Origins of the pages that may take what is recorded here, exactly as browsers write them. `*` for
   * any page that embeds this one. Has no meaning in a web view.
   */
  parents: readonly string[] | '*';
  /** Channel of touches that name none. Default `chat`; in a web view `app_webview`. */
  channel?: Channel | undefined;
  /** Clock, epoch ms. Default `Date.now`. */
  now?: (() => number) | undefined;
}

/** Most events that wait in memory for the bridge: what may come over it within a second. */
const mostWaiting = 20;

const nothing = () => {};

/**
 * Creates the SDK in a frame of your page or a web view of your app. It has no storage, no ids and no
 * network: `touch`, `conversion` and `feedback` go to the page or app around it, which decides by its
 * consent and says who it was. `consent`, `identify`, `account`, `experience` and `reset` do nothing:
 * a frame never decides, and never says who somebody is.
 *
 * @example
 * const touchtrail = createBridgedTouchtrail({ parents: ['https://shop.example'] });
 * touchtrail.touch('chat.opened', { touchpoint: 'chat.bot' });
 */
export function createBridgedTouchtrail({
  parents,
  channel,
  now = Date.now,
}: BridgedConfig): Touchtrail {
  const emitter = createEmitter(false);
  const drop = (reason: string, count = 1) => emitter._emit('dropped', { reason, count });
  let purposes: Purpose[] | undefined;
  let send: ((text: string) => void) | undefined;
  let waiting: [at: number, text: string][] = [];
  const usual: Channel = channel ?? 'chat';
  let fallback = usual;

  const line = {
    opened(sender: (text: string) => void) {
      send = sender;
      for (const [, text] of waiting) send(text);
      waiting = [];
    },
    allowed(consent: { purposes: Purpose[]; since?: number }) {
      const since = consent.purposes.includes('measurement') ? (consent.since ?? now()) : Infinity;
      // Consent is not retroactive.
      waiting = waiting.filter(([at]) => at >= since);
      if (`${purposes}` === `${consent.purposes}`) return;
      purposes = consent.purposes;
      emitter._emit('consent', { purposes });
    },
  };

  const record = (type: BridgeEventType, name: string | undefined, options: object = {}) => {
    if (purposes?.includes('measurement') === false) return;
    const { name: _, comment, ...fields } = fieldsOf(name ?? '', options);
    const event: Partial<BridgeEvent> = {
      touchtrail: 'event',
      v: 1,
      type,
      at: now(),
      ...(name !== undefined && { name: name.slice(0, 200) || 'unnamed' }),
      ...(fields as object),
      // Words stay here unless the person allowed them to be kept.
      ...(purposes?.includes('content') && { comment: comment as string }),
    };
    event.channel ??= fallback;
    const text = JSON.stringify(event);
    if (bytesOf(text) > messageBytes) drop('too_large');
    else if (send) send(text);
    else if (waiting.length < mostWaiting) waiting.push([event.at!, text]);
    else drop('queue_full');
  };

  const unnamed = () => drop('no_identification');
  const api: Touchtrail = {
    touch(name, options) {
      const { type = 'touch' } = (options ?? {}) as { type?: BridgeEventType };
      record(type, String(name), options);
    },
    conversion: (name, options) => record('conversion', String(name), options),
    feedback: (options: FeedbackOptions) => record('feedback', undefined, options),
    identify: unnamed,
    account: unnamed,
    experience: nothing,
    consent: nothing,
    reset: nothing,
    flush: async () => {},
    on: emitter._on,
  };
  try {
    const native = nativeHost();
    if (self.parent !== self) callPage(parents, line);
    else if (native) {
      fallback = channel ?? 'app_webview';
      callApp(native, line);
    }
  } catch {
    // On a server, or in a host that lets nothing through: nothing is recorded.
  }
  return api;
}
