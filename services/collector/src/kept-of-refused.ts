import { consentReceiptSchema, eventSchema } from '@touchtrail/contract';
import type { TouchtrailEvent } from '@touchtrail/contract';
import { boundedUserAgent, isBrowser } from '@touchtrail/enrich';
import type { Browser } from '@touchtrail/enrich';
import { permissionOf } from './gate/gate.ts';
import type { Gate } from './gate/gate.ts';
import { scrubUnknown } from './gate/scrub-event.ts';
import { stripUncovered } from './gate/strip.ts';
import type { Draft } from './gate/strip.ts';

type Fields = Readonly<Record<string, unknown>>;

const known = Object.keys(eventSchema.shape);

const idIn = (fields: Fields, key: string): string | undefined => {
  const value = fields[key];
  return typeof value === 'string' ? value : undefined;
};

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The event with the user agent of its browser, so that a second check can tell what the first would have. */
function withUserAgent(fields: Fields, browser: Browser | undefined): Fields {
  const device = fields['device'] ?? {};
  if (!browser || fields['type'] === 'consent' || !isFields(device)) return fields;
  const { userAgent, signals } = device;
  const own = boundedUserAgent(browser.userAgent);
  const said = typeof signals === 'string' ? signals : undefined;
  if (userAgent !== undefined || own === '' || !isBrowser(own, said)) return fields;
  return { ...fields, device: { ...device, userAgent: own } };
}

/** What is not covered is not kept, whoever stated it. */
function withoutUserAgent(fields: Fields): Fields {
  const { device } = fields;
  if (!isFields(device) || device['userAgent'] === undefined) return fields;
  const { userAgent: _uncovered, ...rest } = device;
  return { ...fields, device: rest };
}

/**
 * What may be kept of a refused event, to see what its sender does wrong: nothing unless its receipt
 * covers it, else its known fields, stripped and scrubbed as if it had been accepted.
 *
 * @param browser the one it came from; undefined: another sender.
 * @returns undefined when nothing may be kept.
 */
export function keptOfRefused(
  all: Fields,
  gate: Gate,
  browser: Browser | undefined,
): Fields | undefined {
  const { policy, siteId } = gate;
  const stated = all['consent'];
  const receipt = stated === undefined ? undefined : consentReceiptSchema.safeParse(stated);
  // Where no consent is needed, a receipt that nobody can read takes nothing away.
  if (receipt?.success === false && gate.facts.regime !== 'none') return undefined;
  const permitted = permissionOf({ consent: receipt?.data }, gate);
  if (!permitted.granted) return undefined;
  // Nobody checked the shape: the rules below only look at fields, whatever they hold.
  const fields: Fields = Object.fromEntries(
    known.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]]),
  );
  const covering = receipt?.data ?? gate.basis;
  const measured = covering?.purposes.includes('measurement') === true;
  const seen = measured ? withUserAgent(fields, browser) : withoutUserAgent(fields);
  const draft: Draft = { ...policy.fields.apply(seen as unknown as TouchtrailEvent).event };
  stripUncovered(draft, permitted.purposes, policy, []);
  const ids = {
    anonymousId: idIn(draft, 'anonymousId'),
    userId: idIn(draft, 'userId'),
    accountId: idIn(draft, 'accountId'),
  };
  const withdrawnAt = gate.withdrawals.at(siteId, ids);
  if (withdrawnAt !== undefined && !(Number(permitted.decidedAt) > withdrawnAt)) return undefined;
  if (gate.suppressions.has(siteId, ids)) return undefined;
  const kept = scrubUnknown(draft, policy.scrubUrl) as Record<string, unknown>;
  keepHashes(kept, draft as Fields, policy.fields.hashed);
  keepUserAgent(kept, draft as Fields);
  return kept;
}

/** A hash looks like a secret to the scrubber; without it a person's refused events could not be found. */
function keepHashes(
  kept: Record<string, unknown>,
  from: Fields,
  hashed: ReadonlySet<string>,
): void {
  for (const name of hashed) {
    const [group = '', key] = name.split('.');
    if (key === undefined) {
      if (from[name] !== undefined) kept[name] = from[name];
      continue;
    }
    const inner = from[group] as Fields | null | undefined;
    const target = kept[group];
    if (inner?.[key] === undefined || target === null || typeof target !== 'object') continue;
    (target as Record<string, unknown>)[key] = inner[key];
  }
}

/** Versions in a user agent look like numbers to the scrubber; of what is accepted it leaves them, too. */
function keepUserAgent(kept: Record<string, unknown>, { device }: Fields): void {
  const target = kept['device'];
  const userAgent = isFields(device) ? device['userAgent'] : undefined;
  if (typeof userAgent !== 'string' || !isBrowser(userAgent, undefined) || !isFields(target))
    return;
  kept['device'] = { ...target, userAgent: boundedUserAgent(userAgent) };
}
