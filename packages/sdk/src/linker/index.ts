/**
 * The same visitor on several hosts of a site, and from the links of a mail.
 *
 * @example
 * import { createTouchtrail } from '@touchtrail/sdk';
 * import { linker } from '@touchtrail/sdk/linker';
 * import type { ContextConfig } from '@touchtrail/sdk/linker';
 * const config: ContextConfig = { site: 'wk_…', modules: [linker], domains: ['other.example'] };
 * const touchtrail = createTouchtrail(config);
 *
 * @module
 */
import type { Modules } from '../module.ts';
import { linker } from './linker.ts';

export type { ContextConfig } from '../context/config.ts';
export { linker };

/** By the name that `data-without="linker"` leaves it out by. */
export const everything: Modules = { linker };
