import { purposes } from '@touchtrail/contract';
import type { ConsentRegime, Purpose, Site } from '@touchtrail/contract';
import { compileFieldPolicies } from '@touchtrail/store';
import type { FieldPolicies } from '@touchtrail/store';
import { urlScrubber } from './scrub-event.ts';

const dayMs = 86_400_000;

/** A site's privacy policy, ready to be asked for every event. */
export interface Policy {
  /** Rule of consent at a place; without one, the strictest the site has. */
  regimeAt(place: Place | undefined): ConsentRegime;
  required: readonly Purpose[];
  /** Undefined: any. */
  versions: ReadonlySet<string> | undefined;
  maxAgeMs: number;
  gpc: 'share_only' | 'strict';
  honourDnt: boolean;
  allowBeforeConsent: boolean;
  content: boolean;
  /** Scrubs an address, leaving the query parameters that the site lets stay. */
  scrubUrl(url: string): string;
  fields: FieldPolicies;
}

/** Where a request came from: `DE`, and `US-CA` where the database knows parts of a country. */
export interface Place {
  country: string;
  part?: string;
}

/** Purposes taken as given where a person may object and has not: all but what they write. */
export const optOutPurposes: readonly Purpose[] = purposes.filter((one) => one !== 'content');

const strictness: readonly ConsentRegime[] = ['opt_in', 'opt_out', 'none'];

/**
 * Reads a site's policy once, for all its events until it changes.
 *
 * @param hashKey the site's secret, needed where a field is to be hashed.
 * @throws when a field is to be hashed and there is no key: storing it as it is would break the policy.
 */
export function compilePolicy(
  { consentMode, privacy }: Pick<Site, 'consentMode' | 'privacy'>,
  hashKey?: Uint8Array,
): Policy {
  const { regime, regions } = privacy;
  const all = new Set([regime, ...Object.values(regions)]);
  const strictest = strictness.find((one) => all.has(one)) ?? 'opt_in';
  return {
    regimeAt(place) {
      if (consentMode === 'none') return 'none';
      if (!place) return strictest;
      return (
        (place.part === undefined ? undefined : regions[place.part]) ??
        regions[place.country] ??
        regime
      );
    },
    required: privacy.requiredPurposes,
    versions: privacy.policyVersions.length > 0 ? new Set(privacy.policyVersions) : undefined,
    // Past the time of receipts a withdrawal may be forgotten, so what it voids must not count either.
    maxAgeMs: Math.min(privacy.maxAgeDays, privacy.retention.receipts ?? Infinity) * dayMs,
    gpc: privacy.gpc,
    honourDnt: privacy.honourDnt,
    allowBeforeConsent: privacy.allowBeforeConsent,
    content: privacy.content,
    scrubUrl: urlScrubber(privacy.queryParams),
    fields: compileFieldPolicies(privacy.fieldPolicies, hashKey),
  };
}
