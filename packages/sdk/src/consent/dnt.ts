import { browserSignal } from './browser-signal.ts';
import type { BrowserSignalOptions } from './browser-signal.ts';
import type { ConsentAdapter } from './signal.ts';

/** Do Not Track, for sites that honour it: treated as Global Privacy Control is. */
export const dnt = (options: BrowserSignalOptions = {}): ConsentAdapter =>
  browserSignal('dnt', () => navigator.doNotTrack === '1', options);
