/**
 * `t.vitals.js`: {@link captureVitals} for the SDK of the other tag, whichever loads first.
 *
 * @module
 */
import type { Touchtrail } from '../types.ts';
import { captureVitals } from './vitals.ts';

const page = self as { touchtrail?: Touchtrail & { q?: unknown } };
let left = 480;

/** Looks four times a second, for two minutes. */
const look = () => {
  const { touchtrail } = page;
  // With a queue it is still the stub.
  if (touchtrail && !touchtrail.q) captureVitals(touchtrail);
  else if (left--) setTimeout(look, 250);
};
look();
