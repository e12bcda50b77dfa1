/**
 * Compresses large requests.
 *
 * @example
 * import { createTouchtrail } from '@touchtrail/sdk';
 * import { gzip } from '@touchtrail/sdk/gzip';
 * const touchtrail = createTouchtrail({ site: 'wk_…', modules: [gzip] });
 *
 * @module
 */
import type { Module, Modules } from '../module.ts';

/**
 * Sends batches of more than 16 KiB compressed, to a tenth of their size. Smaller ones go as they are:
 * the browser is handed them at once, to outlive the page, and compressing takes a moment in which the
 * page may go. No header says so, for that would cost a preflight: the service knows gzip by its first
 * bytes. Browsers that cannot compress send text.
 */
export const gzip: Module = () => {};
gzip._send =
  (send) =>
  async (body, keepalive, ...rest) => {
    let packed: Blob | string = body;
    try {
      if (!keepalive) {
        packed = await new Response(
          new Blob([body]).stream().pipeThrough(new CompressionStream('gzip')),
          { headers: { 'content-type': 'text/plain' } },
        ).blob();
      }
    } catch {}
    // What is posted is text for the core, and for it only.
    return send(packed as string, keepalive, ...rest);
  };

/** By the name that `data-without="gzip"` leaves it out by. */
export const everything: Modules = { gzip };
