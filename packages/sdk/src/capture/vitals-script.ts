/**
 * `t.vitals.js`: {@link captureVitals} for the SDK of the other tag, whichever loads first.
 *
 * @module
 */
import { whenPresent } from '../consent/when-present.ts';
import type { Touchtrail } from '../types.ts';
import { captureVitals } from './vitals.ts';

const page = self as { touchtrail?: Touchtrail & { q?: unknown } };

whenPresent(
  // With a queue it is still the stub.
  () => page.touchtrail?.q === undefined && page.touchtrail,
  captureVitals,
  new AbortController().signal,
);
