import type { Actor, AuditEntry, Store } from '@touchtrail/store';

/** Who acts through the command line: whoever may read the data directory may do everything. */
export const actor: Actor = { id: 'command line', role: 'admin' };

/** Writes down what the command line did. */
export const audit = (
  { audit: log }: Pick<Store, 'audit'>,
  entry: Omit<AuditEntry, 'actor' | 'role'>,
): Promise<void> => log.add({ ...entry, actor: actor.id, role: actor.role });
