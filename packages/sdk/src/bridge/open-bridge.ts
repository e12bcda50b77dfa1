import { guarded } from '../guard.ts';
import type { Touchtrail } from '../types.ts';
import { countDrops } from './count-drops.ts';
import type { Drops } from './count-drops.ts';
import { isHello, isOurs } from './message.ts';
import { checkOrigins } from './origins.ts';
import { createRate } from './rate.ts';
import { receive } from './receive.ts';
import { watchPurposes } from './watch-purposes.ts';

/** Who may talk over the bridge. */
export interface BridgeOptions {
  /** Origins of the frames, exactly as browsers write them: `https://chat.example.com`. */
  origins: readonly string[];
  /**
   * Lets sandboxed frames in, which have no origin: at least 16 letters, digits, `-` or `_`, made anew
   * for each load, and given to the frame as `#touchtrail=<nonce>` of its address.
   */
  nonce?: string | undefined;
  /** Clock, epoch ms. Default `Date.now`. */
  now?: (() => number) | undefined;
}

/** An open bridge. */
export interface Bridge {
  /** Messages that were not taken, by reason, since the bridge was opened. */
  readonly dropped: Drops;
  /** Takes no message any more. */
  close(): void;
}

interface Frame {
  port: MessagePort;
  mayPass: () => boolean;
}

const nonceShape = /^[\w-]{16,200}$/;

/**
 * Opens the page to the SDK in frames of your own, such as a chat: what they record is recorded here,
 * under this page's person, visit and consent. Frames are told what is allowed, never who somebody is.
 *
 * A frame is let in when its origin is one of `origins` and its window is a frame of this very
 * document. Each message is checked: known types and keys, at most 4,096 bytes, at most 20 a second,
 * not from before consent. The rest is dropped and counted, in `dropped` and as signal `dropped` for
 * those who begin to watch it after this call.
 *
 * @example
 * const bridge = openBridge(touchtrail, { origins: ['https://chat.example.com'] });
 */
export function openBridge(touchtrail: Touchtrail, options: BridgeOptions): Bridge {
  if (typeof document === 'undefined') return { dropped: {}, close() {} };
  const { origins, nonce, now = Date.now } = options;
  const secret = nonceShape.test(nonce ?? '') ? nonce : undefined;
  if (nonce && !secret) {
    console.warn('[touchtrail] nonce: write 16 or more letters, digits, - or _');
  }
  checkOrigins('origins', origins);
  const frames = new Map<Window, Frame>();
  const drops = countDrops(touchtrail);
  let open = true;

  const tell = ({ port }: Frame) => {
    const allowed = purposes.now();
    if (!allowed) return;
    const message = { touchtrail: 'consent', v: 1, purposes: allowed, since: purposes.since() };
    port.postMessage(JSON.stringify(message));
  };
  const purposes = watchPurposes(touchtrail, () => frames.forEach(tell), now);

  const letIn = (source: Window, origin: string, mayPass: () => boolean) => {
    for (const other of frames.keys()) if (other.closed) frames.delete(other);
    const { port1: port, port2 } = new MessageChannel();
    port.addEventListener(
      'message',
      guarded(({ data }: MessageEvent) => {
        if (!open) return;
        const reception = { mayPass: mayPass(), purposes: purposes.now(), since: purposes.since() };
        const reason = receive(touchtrail, data, reception);
        if (reason) drops.add(reason);
      }, console.warn),
    );
    port.start();
    // An earlier port of this frame stays open: what it has said meanwhile is still on the way.
    const frame = { port, mayPass };
    frames.set(source, frame);
    source.postMessage({ touchtrail: 'welcome', v: 1 }, origin === 'null' ? '*' : origin, [port2]);
    tell(frame);
  };

  const hear = guarded(({ data, origin, source }: MessageEvent) => {
    if (!isOurs(data)) return;
    if (origin === 'null' ? !secret : !origins.includes(origin)) return drops.add('bridge_origin');
    const frame = source as Window | null;
    // Also of a frame in a closed shadow root, where no list of frames shows it; from another origin
    // nobody can make `parent` lie.
    if (!frame || frame === self || frame.parent !== self) return drops.add('bridge_source');
    if (!isHello(data)) return drops.add('bridge_schema');
    if (origin === 'null' && data.nonce !== secret) return drops.add('bridge_nonce');
    const mayPass = frames.get(frame)?.mayPass ?? createRate(now);
    if (!mayPass()) return drops.add('bridge_rate');
    letIn(frame, origin, mayPass);
  }, console.warn);
  // Never `window.onmessage`: there is one of it, and chat widgets take it.
  addEventListener('message', hear);

  return {
    dropped: drops.counts,
    close() {
      open = false;
      removeEventListener('message', hear);
      purposes.stop();
      drops.stop();
      for (const { port } of frames.values()) port.close();
      frames.clear();
    },
  };
}
