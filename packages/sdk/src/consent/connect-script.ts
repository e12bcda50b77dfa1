/**
 * Connects the adapters on the page, each a script of its own, with the SDK of the other tag. Options
 * from `data-*` attributes: `data-regime`, `data-wait-ms`, `data-max-age-days`, `data-policy-version`.
 *
 * @module
 */
import type { Touchtrail } from '../types.ts';
import { connectConsent } from './connect.ts';
import { scriptOptions } from './script-options.ts';
import type { Waiting } from './register.ts';
import type { ConsentAdapter } from './signal.ts';
import { whenPresent } from './when-present.ts';

interface Page {
  touchtrail?: Touchtrail & { q?: unknown };
  touchtrailConsent?: ConsentAdapter[] | Waiting;
}

const page = self as Page;
const options = scriptOptions();

whenPresent(
  // With a queue it is still the stub.
  () => page.touchtrail?.q === undefined && page.touchtrail,
  (touchtrail) => {
    const waiting = page.touchtrailConsent;
    const connection = connectConsent(touchtrail, Array.isArray(waiting) ? waiting : [], options);
    page.touchtrailConsent = { push: (adapter: ConsentAdapter) => connection.add([adapter]) };
  },
  new AbortController().signal,
);
