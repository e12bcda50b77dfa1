import * as z from 'zod';
import { sitePrivacySchema } from './privacy.ts';
import { refusal } from './report/refusals.ts';

/**
 * Whether a time zone name is known to this runtime.
 *
 * @example
 * isTimeZone('Europe/Berlin'); // true
 */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/**
 * An allowed origin: exact (`https://shop.example`), any port (`http://localhost:*`), any subdomain
 * (`https://*.shop.example`), or `*`.
 */
export const originPatternSchema = z
  .string()
  .max(300)
  .regex(
    /^(\*|https?:\/\/(\*\.)?[A-Za-z0-9.-]+(:(\d{1,5}|\*))?|https?:\/\/\[[0-9a-fA-F:]+\](:(\d{1,5}|\*))?)$/,
    refusal('must look like https://shop.example, https://*.shop.example, http://localhost:* or *'),
  );

export const consentModes = ['opt_in', 'none'] as const;

/** One property being tracked. */
export const siteSchema = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, refusal('must be lower-case letters, digits and dashes')),
  name: z.string().min(1).max(200),
  writeKey: z.string().min(1).max(100),
  origins: z.array(originPatternSchema).max(100),
  timezone: z
    .string()
    .refine(isTimeZone, refusal('must be an IANA time zone such as Europe/Berlin')),
  currency: z.string().regex(/^[A-Z]{3}$/, refusal('must be a code of three letters such as EUR')),
  /** `none`: no consent is asked for at all. `opt_in`: `privacy.regime` and its parts hold. */
  consentMode: z.enum(consentModes),
  isDemo: z.boolean(),
  /** The key before the last rotation, while it still works. */
  previousWriteKey: z.string().max(100).optional(),
  /** Events taken a day (UTC); more are answered 429 until the next. Absent: no limit. */
  dailyEvents: z.number().int().min(1).optional(),
  privacy: sitePrivacySchema.prefault({}),
});
export type Site = z.output<typeof siteSchema>;
