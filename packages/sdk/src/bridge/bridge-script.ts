/**
 * `t.bridge.js`: {@link openBridge} for the SDK of the other tag. `data-origins='["https://…"]'`,
 * `data-nonce="…"`. What was dropped is counted in `touchtrailOpenBridge.dropped`.
 *
 * @module
 */
import { scriptOptions } from '../consent/script-options.ts';
import { whenPresent } from '../consent/when-present.ts';
import type { Touchtrail } from '../types.ts';
import { openBridge } from './open-bridge.ts';
import type { Bridge, BridgeOptions } from './open-bridge.ts';

interface Page {
  touchtrail?: Touchtrail & { q?: unknown };
  touchtrailOpenBridge?: Bridge;
}

const page = self as Page;
const { origins } = scriptOptions() as Partial<BridgeOptions>;
// As it is written: a nonce of digits would lose some as a number.
const nonce = document.currentScript?.dataset['nonce'];

whenPresent(
  // With a queue it is still the stub.
  () => page.touchtrail?.q === undefined && page.touchtrail,
  (touchtrail) => {
    page.touchtrailOpenBridge = openBridge(touchtrail, {
      // One origin needs no brackets.
      origins: typeof origins === 'string' ? [origins] : (origins ?? []),
      nonce,
    });
  },
  new AbortController().signal,
);
