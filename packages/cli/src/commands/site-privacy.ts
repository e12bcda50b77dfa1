import { siteDifferences, sitePrivacySchema } from '@touchtrail/contract';
import type { SitePrivacy } from '@touchtrail/contract';
import { audit } from './actor.ts';
import type { Command } from '../context.ts';
import { flag, texts } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite } from '../find-site.ts';
import { issuesText } from '../import/row-builder.ts';
import { didYouMean } from '../terminal/suggest.ts';

/** Parts whose entries have names of their own, so that a dot after them is followed by one name. */
const maps: ReadonlySet<string> = new Set([
  'regions',
  'fieldPolicies',
  'retention',
  'consentCategories',
]);

/** What stands right of `=`: JSON where it is, else a list where the default is one, else text. */
function valueOf(text: string, before: unknown): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return Array.isArray(before)
      ? text
          .split(',')
          .map((word) => word.trim())
          .filter((word) => word !== '')
      : text;
  }
}

function unknownPart(part: string): CliError {
  return new CliError(
    'usage',
    `--set ${part}: the privacy policy has no such part.`,
    didYouMean(part, Object.keys(sitePrivacySchema.shape)),
  );
}

/**
 * The policy with `part=value` changes; an empty value takes a named entry away or sets a part back to
 * its default.
 *
 * @throws CliError `usage`, `invalid_site`
 * @example
 * changedPrivacy(before, ['regions.US=opt_out', 'requiredPurposes=measurement,storage']);
 */
export function changedPrivacy(before: SitePrivacy, changes: readonly string[]): SitePrivacy {
  const next: Record<string, unknown> = structuredClone(before);
  for (const change of changes) {
    const cut = change.indexOf('=');
    const path = change.slice(0, cut).trim();
    const text = change.slice(cut + 1).trim();
    if (cut < 1) {
      throw new CliError(
        'usage',
        `--set ${change} is not part=value.`,
        'For example --set regions.US=opt_out, or --set maxAgeDays=365.',
      );
    }
    const dot = path.indexOf('.');
    const part = dot < 0 ? path : path.slice(0, dot);
    if (!Object.hasOwn(sitePrivacySchema.shape, part)) throw unknownPart(part);
    if (dot < 0) {
      if (text === '') delete next[part];
      else next[part] = valueOf(text, next[part]);
      continue;
    }
    if (!maps.has(part)) throw unknownPart(path);
    const entries = { ...(next[part] as Record<string, unknown>) };
    const name = path.slice(dot + 1);
    if (text === '') delete entries[name];
    else entries[name] = valueOf(text, part === 'consentCategories' ? [] : undefined);
    next[part] = entries;
  }
  const parsed = sitePrivacySchema.safeParse(next);
  if (parsed.success) return parsed.data;
  throw new CliError(
    'invalid_site',
    `The privacy policy cannot be changed: ${issuesText(parsed.error.issues)}.`,
    'touchtrail site privacy --help shows what there is.',
  );
}

export const sitePrivacyCommand: Command = {
  name: 'site privacy',
  args: 'SITE',
  arity: [1, 1],
  summary: 'Show or change the privacy policy that the service enforces for a site',
  details: [
    'Without --set it prints the policy as JSON. Parts: regime, regions.CODE, requiredPurposes,',
    'policyVersions, maxAgeDays, gpc, honourDnt, allowBeforeConsent, content, queryParams,',
    'fieldPolicies.FIELD (keep, hash, drop), retention.TABLE (days), aggregate, originCheck; they are',
    'explained in docs/privacy.md. An empty value sets a part back to its default. Services take a',
    'change up within seconds.',
  ].join('\n'),
  options: {
    set: { type: 'string', multiple: true, value: 'PART=VALUE', help: 'change one part' },
    json: { type: 'boolean', help: 'on one line' },
  },
  examples: [
    'touchtrail site privacy my-site',
    'touchtrail site privacy my-site --set regions.US=opt_out --set policyVersions=3,4',
    'touchtrail site privacy my-site --set fieldPolicies.comment=drop --set retention.events=365',
  ],
  async run(context, options, args) {
    const changes = texts(options, 'set');
    const privacy = await context.withStore(async (store) => {
      const site = await findSite(store, args[0]);
      if (changes.length === 0) return site.privacy;
      const changed = await store.sites.update(site.id, {
        privacy: changedPrivacy(site.privacy, changes),
      });
      await audit(store, {
        action: 'site.changed',
        site: site.id,
        detail: siteDifferences(site, changed),
      });
      return changed.privacy;
    });
    context.out(`${JSON.stringify(privacy, null, flag(options, 'json') ? 0 : 2)}\n`);
    return 0;
  },
};
