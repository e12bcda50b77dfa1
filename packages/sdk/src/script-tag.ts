import { createInBrowser } from './create.ts';
import type { Hooks } from './hooks.ts';
import type { Config, Touchtrail } from './types.ts';

type Call = [method: keyof Touchtrail, args: unknown[], answer?: (value: unknown) => void];
interface Stub {
  q?: Call[];
}

/**
 * The script tag: configuration from its `data-*` attributes, calls made before it loaded are played,
 * and `window.touchtrail` becomes the SDK.
 *
 * @param hooksOf lets in the modules of this build, but for those named in `data-without`.
 */
export function runScriptTag(hooksOf?: (without: string) => Hooks): void {
  const page = self as unknown as { touchtrail?: Stub };
  const tag = (document.currentScript ??
    document.querySelector('script[data-site]')) as HTMLScriptElement | null;
  const waiting = page.touchtrail;

  // A second tag on the page changes nothing.
  if (!tag || (waiting && !waiting.q)) return;
  const config: Record<string, unknown> = {
    endpoint: `${tag.src.split('/', 3).join('/')}/v1/events`,
  };
  for (const name in tag.dataset) {
    config[name] = tag.dataset[name] !== 'false' && tag.dataset[name];
  }
  const api = createInBrowser(config as unknown as Config, hooksOf?.(`${config['without']}`));
  // The stub itself becomes the SDK, so that whoever kept a reference to it keeps a working one.
  const all = Object.assign(waiting ?? {}, api) as Touchtrail & Stub;
  const calls = all.q ?? [];
  delete all.q;
  page.touchtrail = all;
  for (const [method, args, answer] of calls) {
    const result = (api[method] as ((...args: unknown[]) => unknown) | undefined)?.(...args);
    answer?.(result);
  }
}
