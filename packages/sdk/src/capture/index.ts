/**
 * What happens on a page, seen without a line of code: each capability a module of its own.
 *
 * @example
 * import { createTouchtrail } from '@touchtrail/sdk';
 * import { clicks, forms, scroll } from '@touchtrail/sdk/capture';
 * const touchtrail = createTouchtrail({ site: 'wk_…', modules: [clicks, forms, scroll] });
 *
 * @module
 */
import type { Modules } from '../module.ts';
import { clicks } from './clicks.ts';
import { dead } from './dead.ts';
import { errors } from './errors.ts';
import { forms } from './forms.ts';
import { copy, print } from './page-use.ts';
import { rage } from './rage.ts';
import { scroll } from './scroll.ts';
import { search } from './search.ts';
import { video } from './video.ts';

export type { CaptureConfig } from './config.ts';
export { clicks, copy, dead, errors, forms, print, rage, scroll, search, video };

/** All of them, by the names that `data-without="forms errors"` leaves them out by. */
export const everything: Modules = {
  clicks,
  copy,
  dead,
  errors,
  forms,
  print,
  rage,
  scroll,
  search,
  video,
};
