/**
 * Where a visitor comes from and on what device, and the whole set of rules for what must not travel.
 *
 * @example
 * import { createTouchtrail } from '@touchtrail/sdk';
 * import { device, scrub, source } from '@touchtrail/sdk/context';
 * const touchtrail = createTouchtrail({ site: 'wk_…', modules: [scrub, source, device] });
 *
 * @module
 */
import type { Modules } from '../module.ts';
import { device } from './device.ts';
import { scrub } from './scrub.ts';
import { source } from './source.ts';

export type { ContextConfig } from './config.ts';
export { device, scrub, source };

/** All of them, by the names that `data-without="device"` leaves them out by. */
export const everything: Modules = { scrub, source, device };
