/**
 * {@link aggregate} as a script of its own: key and address are those of the SDK's tag.
 *
 * @module
 */
import type { Touchtrail } from '../types.ts';
import { aggregate } from './aggregate.ts';
import type { AggregateOptions } from './aggregate.ts';
import { scriptOptions } from './script-options.ts';
import { whenPresent } from './when-present.ts';

const options = scriptOptions() as Partial<AggregateOptions>;
const page = self as { touchtrail?: Touchtrail & { q?: unknown } };

whenPresent(
  () => page.touchtrail?.q === undefined && page.touchtrail,
  (touchtrail) => {
    const tag = document.querySelector<HTMLScriptElement>('script[data-site]');
    aggregate(touchtrail, {
      site: tag?.dataset['site'] ?? '',
      endpoint: new URL('/v1/count', tag?.src || location.href).href,
      ...options,
    });
  },
  new AbortController().signal,
);
