import { consentReceiptSchema, eventSchema } from '@touchtrail/contract';
import type { TouchtrailEvent } from '@touchtrail/contract';
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

/**
 * What may be kept of a refused event, to see what its sender does wrong: nothing unless its receipt
 * covers it, else its known fields, stripped and scrubbed as if it had been accepted.
 *
 * @returns undefined when nothing may be kept.
 */
export function keptOfRefused(all: Fields, gate: Gate): Fields | undefined {
  const { policy, siteId } = gate;
  const stated = all['consent'];
  const receipt = stated === undefined ? undefined : consentReceiptSchema.safeParse(stated);
  // Where no consent is needed, a receipt that nobody can read takes nothing away.
  if (receipt?.success === false && gate.facts.regime !== 'none') return undefined;
  const permitted = permissionOf({ consent: receipt?.data }, gate);
  if (!permitted.granted) return undefined;
  // Nobody checked the shape: the rules below only look at fields, whatever they hold.
  const fields = Object.fromEntries(
    known.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]]),
  ) as unknown as TouchtrailEvent;
  const draft: Draft = { ...policy.fields.apply(fields).event };
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
