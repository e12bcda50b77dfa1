import type { Site, TouchtrailEvent } from '@touchtrail/contract';
import type { EventRow, Reader } from '../types.ts';
import { compileFieldPolicies } from './field-policies.ts';
import { openWithdrawals } from './withdrawals.ts';

/** What an import must honour beside erasures: a site's field policies, and consent taken back. */
export interface ImportGate {
  /** The event as it may be stored, and which fields were dropped. */
  apply(event: TouchtrailEvent): { event: TouchtrailEvent; dropped: readonly string[] };
  /** Fields that {@link ImportGate.apply} makes a hash of. */
  hashed: ReadonlySet<string>;
  /** Whether {@link ImportGate.apply} may change an event at all. */
  changes: boolean;
  /** Query parameters that the site lets stay in addresses. */
  queryParams: readonly string[];
  /** How many ids took consent back; with 0 nobody need be asked about. */
  withdrawals(): number;
  /** Whether the row's ids took consent back after the decision it states, if it states one at all. */
  withdrawn(row: EventRow): boolean;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * @throws StoreError when the withdrawals cannot be read
 * @example
 * const gate = await openImportGate({ store, site, clock: Date.now });
 * if (gate.withdrawn(row)) refuse();
 */
export async function openImportGate({
  store,
  site,
  clock,
}: {
  store: { reader: Reader; secrets: { hashKey(siteId: string): Promise<Uint8Array> } };
  site: Pick<Site, 'id' | 'privacy'>;
  clock: () => number;
}): Promise<ImportGate> {
  const policies = site.privacy.fieldPolicies;
  const hashes = Object.values(policies).includes('hash');
  const fields = compileFieldPolicies(
    policies,
    hashes ? await store.secrets.hashKey(site.id) : undefined,
  );
  const withdrawals = await openWithdrawals({ reader: store.reader, clock });
  return {
    apply: (event) => fields.apply(event),
    hashed: fields.hashed,
    changes: Object.values(policies).some((policy) => policy !== 'keep'),
    queryParams: site.privacy.queryParams,
    withdrawals: () => withdrawals.size(),
    withdrawn(row) {
      const at = withdrawals.at(row.site_id, {
        anonymousId: textOf(row['anonymous_id']),
        userId: textOf(row['user_id']),
      });
      if (at === undefined) return false;
      const decidedAt = Number(row['consent_decided_at']);
      // The importer's own record is dated at the import: no choice of the person.
      const chosen = decidedAt !== row.received_at;
      return !(chosen && decidedAt > at);
    },
  };
}
