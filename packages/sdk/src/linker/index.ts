/**
 * The same visitor on several hosts of a site, and from the links of a mail.
 *
 * @example
 * import { createTouchtrail } from '@touchtrail/sdk';
 * import { linker } from '@touchtrail/sdk/linker';
 * const touchtrail = createTouchtrail({ site: 'wk_…', modules: [linker], domains: ['other.example'] });
 *
 * @module
 */
import type { Modules } from '../module.ts';
import { linker } from './linker.ts';

export { linker };

/** By the name that `data-without="linker"` leaves it out by. */
export const everything: Modules = { linker };
