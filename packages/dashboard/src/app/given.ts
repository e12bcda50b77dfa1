import type { RegistryNames, SiteSummary } from '@touchtrail/contract';
import { questionKey } from '@touchtrail/contract/view';
import type { Question } from '@touchtrail/contract/view';
import type { Role } from './api.ts';

/** What the service put into the page, so that nothing has to be asked before the first picture. */
export interface Given {
  session: { role: Role };
  sites: SiteSummary[];
  /** What the site calls things, unless that took too long. */
  names?: RegistryNames;
  /** Which report comes behind the page, unless it takes too long. */
  asked?: Question;
}

const isGiven = (value: unknown): value is Given =>
  typeof value === 'object' &&
  value !== null &&
  'session' in value &&
  'sites' in value &&
  Array.isArray(value.sites);

/** What a data block of the page holds; taken once, because a later look must ask. */
function takeBlock(id: string): unknown {
  const script = document.querySelector(`#${id}`);
  script?.remove();
  try {
    return JSON.parse(script?.textContent ?? 'null');
  } catch {
    return undefined;
  }
}

let coming: string | undefined;

/** Takes what came with the page. */
export function takeGiven(): Given | undefined {
  const value = takeBlock('given');
  if (!isGiven(value)) return undefined;
  coming = value.asked && questionKey(value.asked.name, value.asked.parameters);
  return value;
}

/** The end of the page: everything that comes with it is there then. */
const wholePage = (): Promise<void> =>
  new Promise((done) => {
    if (document.readyState !== 'loading') done();
    else document.addEventListener('DOMContentLoaded', () => done(), { once: true });
  });

/**
 * The report that comes with the page, if it answers just this; undefined where it is to be asked for.
 * Its promise holds undefined where it took the service too long.
 */
export function takeGivenReport(
  name: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<unknown> | undefined {
  if (coming === undefined || coming !== questionKey(name, parameters)) return undefined;
  coming = undefined;
  return wholePage().then(() => takeBlock('first-report') ?? undefined);
}
