import { purposes as allPurposes } from '@touchtrail/contract';
import type { Purpose } from '@touchtrail/contract';
import { fieldsAt, isFields, textAt } from './fields.ts';
import type { Fields } from './fields.ts';

/** Category of a consent platform, in lower case, to what it stands for. */
export type CategoryMap = Readonly<Record<string, readonly Purpose[]>>;

const statistics: readonly Purpose[] = ['storage', 'measurement'];
const marketing: readonly Purpose[] = ['sharing'];
const preferences: readonly Purpose[] = ['personalisation'];

/**
 * What the usual names of categories stand for. Like the adapters of the SDK, no usual name grants
 * `identification`, `offline_join` or `content`; the purposes' own names do.
 */
export const usualCategories: CategoryMap = {
  analytics: statistics,
  statistics,
  performance: statistics,
  analytics_storage: statistics,
  c0002: statistics,
  advertising: marketing,
  marketing,
  targeting: marketing,
  ad_storage: marketing,
  c0004: marketing,
  functional: preferences,
  functionality: preferences,
  preferences,
  personalization: preferences,
  c0003: preferences,
  ...Object.fromEntries(allPurposes.map((purpose) => [purpose, [purpose]])),
};

const needsMeasurement: ReadonlySet<string> = new Set<Purpose>([
  'identification',
  'offline_join',
  'personalisation',
]);

/** Names in a list, or the keys of an object. */
const names = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.filter((each) => typeof each === 'string')
    : Object.keys(isFields(value) ? value : {});

/** Categories and what was said to each, as Segment and Jitsu write it, or RudderStack. */
function answers(context: Fields): [source: string, said: [string, boolean][]] | undefined {
  const preferred = fieldsAt(context, 'consent')['categoryPreferences'];
  if (isFields(preferred)) {
    const said = Object.entries(preferred).filter(([, value]) => typeof value === 'boolean');
    return ['segment', said as [string, boolean][]];
  }
  const managed = context['consentManagement'];
  if (!isFields(managed)) return undefined;
  return [
    textAt(managed, 'provider') ?? 'rudderstack',
    [
      ...names(managed['allowedConsentIds']).map((id): [string, boolean] => [id, true]),
      ...names(managed['deniedConsentIds']).map((id): [string, boolean] => [id, false]),
    ],
  ];
}

/**
 * The consent receipt of a message: `context.consent.categoryPreferences` of Segment and Jitsu,
 * `context.consentManagement` of RudderStack, or a receipt of ours in `context.consent` as it is. The
 * clients do not say when somebody decided: a message states what holds at its own time.
 *
 * A purpose that several categories stand for needs all of them; a category nobody mapped says nothing.
 *
 * @param at time of the message, epoch ms.
 * @param own the site's map, which comes before the usual names.
 * @returns undefined where the message says nothing of consent: the site's policy decides then.
 * @example
 * receiptOf({ consent: { categoryPreferences: { Analytics: true } } }, at, {})?.purposes;
 * // ['storage', 'measurement']
 */
export function receiptOf(context: Fields, at: number, own: CategoryMap): unknown {
  const consent = fieldsAt(context, 'consent');
  if (Array.isArray(consent['purposes'])) return consent;
  const found = answers(context);
  if (!found) return undefined;
  const [source, said] = found;
  const granted = new Map<Purpose, boolean>();
  for (const [category, answer] of said) {
    const name = category.toLowerCase();
    const stands = Object.hasOwn(own, category)
      ? own[category]
      : Object.hasOwn(usualCategories, name)
        ? usualCategories[name]
        : [];
    for (const purpose of stands ?? []) {
      granted.set(purpose, granted.get(purpose) !== false && answer);
    }
  }
  const measured = granted.get('measurement') === true;
  return {
    purposes: [...granted]
      .filter(([purpose, yes]) => yes && (measured || !needsMeasurement.has(purpose)))
      .map(([purpose]) => purpose),
    source: `categories:${source}`.slice(0, 100),
    decidedAt: at,
  };
}
