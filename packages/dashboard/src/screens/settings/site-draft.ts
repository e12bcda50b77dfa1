import { signal } from '@preact/signals';
import type { Site, SiteSummary } from '@touchtrail/contract';

/** How a setting is typed. `pairs`: `name: value` a line; `lists`: `name: one, two` a line. */
type Kind = 'text' | 'number' | 'flag' | 'choice' | 'lines' | 'pairs' | 'lists';
export interface Setting {
  /** Path in the site, `privacy.retention.events`. */
  path: string;
  kind: Kind;
  options?: readonly string[];
  /** Nothing typed is `null`. */
  orNull?: true;
}

const regimes = ['opt_in', 'opt_out', 'none'] as const;

/** What a site is. */
const siteSettings: readonly Setting[] = [
  { path: 'name', kind: 'text' },
  { path: 'timezone', kind: 'text' },
  { path: 'currency', kind: 'text' },
  { path: 'origins', kind: 'lines' },
  { path: 'consentMode', kind: 'choice', options: ['opt_in', 'none'] },
];

const part = (name: string, kind: Kind, options?: readonly string[]): Setting => ({
  path: `privacy.${name}`,
  kind,
  ...(options && { options }),
});
const kept = (name: string): Setting => ({
  path: `privacy.retention.${name}`,
  kind: 'number',
  orNull: true,
});

/** What may be kept of whom, and for how long. */
const policySettings: readonly Setting[] = [
  part('regime', 'choice', regimes),
  part('regions', 'pairs'),
  part('requiredPurposes', 'lines'),
  part('policyVersions', 'lines'),
  part('maxAgeDays', 'number'),
  part('gpc', 'choice', ['share_only', 'strict']),
  part('honourDnt', 'flag'),
  part('allowBeforeConsent', 'flag'),
  part('content', 'flag'),
  part('fieldPolicies', 'pairs'),
  part('queryParams', 'lines'),
  part('consentCategories', 'lists'),
  part('aggregate', 'flag'),
  part('originCheck', 'choice', ['present', 'required']),
  kept('events'),
  kept('receipts'),
  kept('quarantine'),
  kept('audit'),
];

export type Area = 'site' | 'policy' | 'new';
export const settingsOf = (area: Area): readonly Setting[] =>
  area === 'policy' ? policySettings : siteSettings;

/** Settings of a site as they are typed. */
export interface Draft {
  area: Area;
  /** The site that is changed; of a new one nothing. */
  site: string;
  version: string;
  /** By path: as it was read, and as it is typed. */
  was: Readonly<Record<string, string>>;
  typed: Readonly<Record<string, string>>;
}

/** Outside of the screen: a sign-in in between loses nothing. */
export const drafts = signal<Partial<Record<Area, Draft>>>({});
export const keepDraft = (draft: Draft): void => {
  drafts.value = { ...drafts.value, [draft.area]: draft };
};
export const dropDraft = (area: Area): void => {
  const { [area]: _dropped, ...rest } = drafts.value;
  drafts.value = rest;
};

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function valueAt(site: Site, path: string): unknown {
  let value: unknown = site;
  for (const name of path.split('.')) value = (value as Record<string, unknown>)[name];
  return value;
}

/** A setting of a site as text. */
export function textOf(site: Site, { path, kind }: Setting): string {
  const value = valueAt(site, path);
  if (value === null) return '';
  if (kind === 'lines') return (value as readonly string[]).join('\n');
  if (kind === 'pairs' || kind === 'lists') {
    return Object.entries(value as Record<string, unknown>)
      .map(([name, one]) => `${name}: ${Array.isArray(one) ? one.join(', ') : String(one)}`)
      .join('\n');
  }
  return String(value);
}

/** What is sent of it. Text that is no number goes as it is: the service says what is wrong. */
function valueOf(text: string, { kind, orNull }: Setting): unknown {
  if (kind === 'lines') return lines(text);
  if (kind === 'flag') return text === 'true';
  if (kind === 'number') {
    const trimmed = text.trim();
    if (trimmed === '') return orNull ? null : trimmed;
    return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
  }
  if (kind !== 'pairs' && kind !== 'lists') return text.trim();
  return Object.fromEntries(
    lines(text).map((line) => {
      // The last one: a name may hold a colon, a value never does.
      const cut = line.lastIndexOf(':');
      const name = cut < 0 ? line : line.slice(0, cut).trim();
      const value = cut < 0 ? '' : line.slice(cut + 1).trim();
      const several = value.split(',').flatMap((word) => word.trim() || []);
      return [name, kind === 'lists' ? several : value];
    }),
  );
}

const textsOf = (site: Site, area: Area): Record<string, string> =>
  Object.fromEntries(settingsOf(area).map((setting) => [setting.path, textOf(site, setting)]));

/** A site as the form has it. */
export function draftOf(site: SiteSummary, area: 'site' | 'policy'): Draft {
  const was = textsOf(site, area);
  return { area, site: site.id, version: site.version, was, typed: was };
}

/** A site that is to be added. */
export function newDraft(timezone: string, currency: string): Draft {
  const typed = { name: '', timezone, currency, origins: '', consentMode: 'opt_in' };
  return { area: 'new', site: '', version: '', was: {}, typed };
}

/** What is typed onto what somebody else saved: of each setting the side that changed it, mine before theirs. */
export function onto(mine: Draft, theirs: SiteSummary): Draft {
  const was = textsOf(theirs, mine.area);
  const typed = Object.fromEntries(
    Object.keys(was).map((path) => {
      const text = mine.typed[path] ?? '';
      return [path, text === mine.was[path] ? (was[path] ?? '') : text];
    }),
  );
  return { ...mine, version: theirs.version, was, typed };
}

/** What is sent of what was typed: the settings that differ from what was read. */
export function changesOf({ area, was, typed }: Draft): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const setting of settingsOf(area)) {
    const text = typed[setting.path] ?? '';
    if (text === was[setting.path]) continue;
    const names = setting.path.split('.');
    const last = names.pop() ?? '';
    let at = changes;
    for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>;
    at[last] = valueOf(text, setting);
  }
  return changes;
}
