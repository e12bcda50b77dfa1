import type { Module } from '../module.ts';
import { mask } from '../page.ts';
import type { Props } from '../types.ts';
import { fileOf } from './element.ts';

/**
 * JavaScript errors of the page, unhandled rejections too. All are counted; of each page view the
 * first five different ones are told, with file and line; those of scripts of another origin say no
 * more than `Script error.`
 *
 * Quoted text is cut out of messages, as it may be what somebody typed; but what browsers quote of the
 * code stays: `(reading 'price')`.
 */
export const errors: Module = (core) => {
  const told = new Set<string>();
  const thrown = (message: string, url?: string, line?: number) => {
    // Not an error: the browser says that it will call an observer a frame later.
    if (message.startsWith('ResizeObserver')) return;
    core._experience({ errors: 1 });
    const clean = mask(message.replace(/(\(\w+ing ')|["'`“][^]*?["'`”]/g, '$1')).slice(0, 200);
    if (told.has(clean) || told.size > 4) return;
    core._interact('error.thrown', { message: clean, file: fileOf(url), line } as Props);
    told.add(clean);
  };
  core._onView(() => told.clear());
  // Without a message it is an image or a script that did not load.
  core._listen(self, 'error', (event: ErrorEvent) => {
    if (event.message) thrown(event.message, event.filename, event.lineno);
  });
  core._listen(self, 'unhandledrejection', ({ reason }: PromiseRejectionEvent) =>
    thrown(String((reason as Error | undefined)?.message ?? typeof reason)),
  );
};
