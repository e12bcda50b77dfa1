import type { SiteSummary } from '@touchtrail/contract';
import type { Role } from './api.ts';

/** What the service put into the page, so that nothing has to be asked before the first picture. */
export interface Given {
  session: { role: Role };
  sites: SiteSummary[];
}

const isGiven = (value: unknown): value is Given =>
  typeof value === 'object' &&
  value !== null &&
  'session' in value &&
  'sites' in value &&
  Array.isArray(value.sites);

/** Takes what came with the page, once: a later look must ask. */
export function takeGiven(): Given | undefined {
  const script = document.querySelector('#given');
  script?.remove();
  try {
    const value: unknown = JSON.parse(script?.textContent ?? 'null');
    return isGiven(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
