import * as z from 'zod';
import { retentionSchema, sitePrivacySchema } from './privacy.ts';
import { siteSchema } from './site.ts';
import type { Site } from './site.ts';

/**
 * A site id made of a name; empty when the name has no letter or digit that an id may have.
 *
 * @example
 * siteIdOf('Müller & Söhne'); // 'muller-sohne'
 */
export const siteIdOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');

const { id, origins, timezone, consentMode } = siteSchema.shape;
const name = z.string().trim().pipe(siteSchema.shape.name);
const currency = z.string().trim().toUpperCase().pipe(siteSchema.shape.currency);

/** A site to be added: `POST /api/sites`. Without an `id` it is made of the name. */
export const siteInputSchema = z.strictObject({
  name,
  id: id.optional(),
  origins: origins.default([]),
  timezone: timezone.default('UTC'),
  currency: currency.default('EUR'),
  consentMode: consentMode.default('opt_in'),
});
export type SiteInput = z.output<typeof siteInputSchema>;

const parts = z.strictObject({
  name: name.exactOptional(),
  origins: origins.exactOptional(),
  timezone: timezone.exactOptional(),
  currency: currency.exactOptional(),
  consentMode: consentMode.exactOptional(),
  /** Parts of the privacy policy; of `retention` too only what is given changes. */
  privacy: z
    .looseObject({ retention: z.record(z.string(), z.unknown()).exactOptional() })
    .exactOptional(),
});

/** What another value is given of a site: `PUT /api/sites/:id`. Only what is given changes. */
export const siteChangeSchema = parts.extend({
  /** `version` of the site that the change was made of. */
  version: z.string().min(1).max(64),
  /** Said once more where it removes what is stored. */
  confirmed: z.boolean().default(false),
});
export type SiteChange = z.output<typeof parts>;

/** A site as a change leaves it; a part that there is not, is a mistake and not nothing. */
export const changedSiteSchema = siteSchema.extend({
  privacy: z.strictObject({
    ...sitePrivacySchema.shape,
    retention: z.strictObject(retentionSchema.shape),
  }),
});

/** A site with a change in it, not checked yet. */
export const siteWith = (before: Site, { privacy, ...change }: SiteChange): unknown => ({
  ...before,
  ...change,
  privacy: {
    ...before.privacy,
    ...privacy,
    retention: { ...before.privacy.retention, ...privacy?.retention },
  },
});

/** A site with a change in it, checked as a whole; or what is wrong with it. */
export const changedSite = (before: Site, change: SiteChange) =>
  changedSiteSchema.safeParse(siteWith(before, change));

const most = 200;
const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
};

const under = (prefix: string, values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, value]));

/** Settings of a site by their path, `privacy.retention.events`. */
const settings = ({ name: called, privacy, ...site }: Site): Record<string, unknown> => {
  const { retention, ...policy } = privacy;
  return {
    name: called,
    origins: site.origins,
    timezone: site.timezone,
    currency: site.currency,
    consentMode: site.consentMode,
    ...under('privacy.', policy),
    ...under('privacy.retention.', retention),
  };
};

/**
 * What is set differently, by its path, for the record.
 *
 * @example
 * siteDifferences(before, after); // { 'privacy.maxAgeDays': '395 → 180' }
 */
export function siteDifferences(before: Site, after: Site): Record<string, string> {
  const then = settings(before);
  return Object.fromEntries(
    Object.entries(settings(after))
      .filter(([path, value]) => JSON.stringify(value) !== JSON.stringify(then[path]))
      .map(([path, value]) => [path, `${short(then[path])} → ${short(value)}`]),
  );
}

/** What a change of a site would remove of what is stored. */
export interface WouldRemove {
  /** Part of `retention`. */
  part: keyof Site['privacy']['retention'];
  /** Days that it is kept for then. */
  days: number;
  /** Rows that are older now. */
  rows: number;
}
