import type { Fields } from '../fields.ts';
import type { Module } from '../module.ts';
import { readPage } from '../page.ts';

/** Never more events than this wait for a decision. */
const most = 50;
/** And none longer than this, ms. */
const longestMs = 300_000;

type Waiting = [type: NonNullable<Fields['type']>, fields: Fields, at: number];

/**
 * `onGrant: flush_buffer` as a module: calls made before the decision wait in memory, in this document
 * only, and are recorded at the grant with their own time, marked `beforeConsent`. Without it nothing
 * from before the grant is ever recorded, which is the default: consent is not retroactive, and the
 * EDPB reads the collecting itself as access to the device. Only for sites whose counsel accepts it,
 * and only with the site's setting `allowBeforeConsent`: the service refuses such events otherwise.
 *
 * At most 50 events of the last five minutes wait. A refusal or leaving the page drops them.
 *
 * @param now clock, epoch ms.
 * @example
 * createTouchtrail({ site: 'wk_…', modules: [...capture, pendingBuffer()] });
 */
export function pendingBuffer(now: () => number = Date.now): Module {
  let waiting: Waiting[] = [];
  let over = false;
  const drop = () => {
    waiting = [];
  };
  const young = () => waiting.filter(([, , at]) => now() - at < longestMs);
  return Object.assign<Module, Pick<Module, '_early'>>(
    (core) => {
      over = true;
      removeEventListener('pagehide', drop);
      for (const [type, fields, at] of young()) {
        core._record(type, { ...fields, at, beforeConsent: true });
      }
      drop();
    },
    {
      _early(type, fields) {
        if (over) return;
        if (!type) {
          over = true;
          return drop();
        }
        if (!waiting.length) addEventListener('pagehide', drop, { once: true });
        waiting = young();
        if (waiting.length < most) {
          waiting.push([type as Waiting[0], { page: readPage(), ...fields }, now()]);
        }
        // Nothing stays longer, also where nothing follows.
        setTimeout(() => {
          waiting = young();
        }, longestMs);
      },
    },
  );
}
