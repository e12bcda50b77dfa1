import { browserSignal } from './browser-signal.ts';
import type { BrowserSignalOptions } from './browser-signal.ts';
import type { ConsentAdapter } from './signal.ts';

/**
 * Global Privacy Control.
 *
 * @see https://w3c.github.io/gpc/
 */
export const gpc = (options: BrowserSignalOptions = {}): ConsentAdapter =>
  browserSignal(
    'gpc',
    () => (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true,
    options,
  );
