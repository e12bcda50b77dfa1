/**
 * Touchtrail in the browser: records touchpoints, consent first, nothing lost.
 *
 * @module
 */
import { createInBrowser } from './create.ts';
import { createHooks } from './hooks.ts';
import type { Config, Props, Touchtrail } from './types.ts';

export type { Core, Module, Modules } from './module.ts';
export type * from './types.ts';

const nothing = () => {};

/**
 * Creates the SDK. Safe to import and to call on a server, where every method does nothing.
 *
 * @param config only `site`, the write key, is required.
 * @example
 * const touchtrail = createTouchtrail({ site: 'wk_…', endpoint: 'https://t.example.com/v1/events' });
 * touchtrail.consent({ measurement: true, storage: true }, { source: 'my-banner' });
 * touchtrail.touch('size_guide.opened', { touchpoint: 'product.size' });
 */
export function createTouchtrail<Events extends Record<string, Props> = Record<string, Props>>(
  config: Config,
): Touchtrail<Events> {
  try {
    // On a server there is no document, and nobody to ask for consent.
    if (typeof document !== 'undefined') {
      return createInBrowser(config, createHooks(config.modules)) as unknown as Touchtrail<Events>;
    }
  } catch (error) {
    console.warn('[touchtrail]', error);
  }
  return {
    touch: nothing,
    conversion: nothing,
    identify: nothing,
    account: nothing,
    feedback: nothing,
    experience: nothing,
    consent: nothing,
    reset: nothing,
    flush: async () => {},
    on: () => nothing,
  };
}
