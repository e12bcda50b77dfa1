import { scriptOptions } from './script-options.ts';
import type { ConsentAdapter } from './signal.ts';

/** Adapters that came before the script that connects them; afterwards, the way to it. */
export interface Waiting {
  push(adapter: ConsentAdapter): unknown;
}

/** Hands the adapter of this script to the one that connects, whichever comes first. */
export const register = (adapter: (options: object) => ConsentAdapter): void => {
  const page = self as { touchtrailConsent?: Waiting };
  (page.touchtrailConsent ??= []).push(adapter(scriptOptions()));
};
