import { guarded } from '../guard.ts';
import { greet } from './greet.ts';
import { readBridgeConsent } from './message.ts';
import type { BridgeConsent } from './message.ts';
import { checkOrigins } from './origins.ts';

/** A way out of a frame or a web view. */
export interface Line {
  /** Called when messages can be sent from now on. */
  opened: (send: (text: string) => void) => void;
  /** Called with what is allowed. */
  allowed: (consent: BridgeConsent) => void;
}

type Native = { postMessage(text: string): void };
interface Host {
  /** React Native. */
  ReactNativeWebView?: Native;
  /** Apple's web views, with a handler of this name. */
  webkit?: { messageHandlers?: { touchtrail?: Native } };
  /** Android and Flutter, as a channel of this name. */
  touchtrailNative?: Native;
  /** What the app calls with what is allowed. */
  touchtrailBridge?: { receive(text: unknown): void };
}

/** Sends text to the app around this page, when it has set a channel up. */
export function nativeHost(): ((text: string) => void) | undefined {
  const { ReactNativeWebView, webkit, touchtrailNative } = self as Host;
  const native = ReactNativeWebView ?? webkit?.messageHandlers?.touchtrail ?? touchtrailNative;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel of the app, not a window
  return native && ((text) => native.postMessage(text));
}

/**
 * Line to the app around a web view. It is open once the app has said what is allowed, by
 * `touchtrailBridge.receive('{"touchtrail":"consent","v":1,"purposes":[…]}')`.
 */
export function callApp(tell: (text: string) => void, { opened, allowed }: Line): void {
  const stop = greet(() => tell('{"touchtrail":"hello","v":1}'));
  let open = false;
  (self as Host).touchtrailBridge = {
    receive(text) {
      const consent = readBridgeConsent(typeof text === 'object' ? JSON.stringify(text) : text);
      if (!consent) return;
      stop();
      // Told first, so that nothing leaves that may not.
      allowed(consent);
      if (!open) opened(tell);
      open = true;
    },
  };
}

/**
 * Line to the page around a frame.
 *
 * @param parents origins of the pages that may have it; `*` for any.
 */
export function callPage(parents: readonly string[] | '*', { opened, allowed }: Line): void {
  if (parents !== '*') checkOrigins('parents', parents);
  // Browsers complain on the console about every address that does not fit, so only one is tried
  // where it is known.
  const around = location.ancestorOrigins?.[0];
  const known = around && parents !== '*';
  const targets = parents === '*' ? ['*'] : known ? parents.filter((it) => it === around) : parents;
  const nonce = /[#&]touchtrail=([\w-]+)/.exec(location.hash)?.[1];
  const hello = { touchtrail: 'hello', v: 1, ...(nonce && { nonce }) };
  const stop = greet(() => {
    for (const target of targets) parent.postMessage(hello, target);
  });
  addEventListener(
    'message',
    guarded(({ data, origin, source, ports: [port] }: MessageEvent) => {
      if (source !== parent || (parents !== '*' && !parents.includes(origin))) return;
      if (data?.touchtrail !== 'welcome' || data.v !== 1 || !port) return;
      stop();
      port.addEventListener(
        'message',
        guarded((message: MessageEvent) => {
          const consent = readBridgeConsent(message.data);
          if (consent) allowed(consent);
        }, console.warn),
      );
      port.start();
      opened((text) => port.postMessage(text));
    }, console.warn),
  );
}
