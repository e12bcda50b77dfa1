import { randomUUID } from 'node:crypto';
import { eventSchema, words } from '@touchtrail/contract';
import type { MemberInput, PartnerInput } from '@touchtrail/contract';
import { StoreError } from '../errors.ts';
import { toEventRow } from '../event-row.ts';
import type { IdKey } from '../identity/types.ts';
import { splitKey } from '../identity/types.ts';
import type { Suppressions } from '../people/types.ts';
import type { EventRow } from '../types.ts';

const say = words({
  'Nothing may be stored about {person}.': 'Über {person} darf nichts gespeichert werden.',
  'Name a user or a device that was not erased or paused.':
    'Nennen Sie einen Nutzer oder ein Gerät, das nicht gelöscht und nicht eingeschränkt wurde.',
  'An account is no partner of itself.': 'Ein Konto ist nicht sein eigener Partner.',
  'Name another account.': 'Nennen Sie ein anderes Konto.',
});

/** What an operator or a system of record says of accounts. Each is a fact with its time; none is overwritten. */
export interface AccountFacts {
  /**
   * Says that somebody belongs to an account, in which role and department, or that they left.
   *
   * @throws StoreError `person_unknown` for somebody erased, or an e-mail hash
   */
  member(
    site: string,
    account: string,
    person: IdKey,
    said: Pick<MemberInput, 'role' | 'department' | 'since' | 'remove'>,
  ): Promise<void>;
  /** Says that another organisation has a part in what an account decides, or no longer has. */
  partner(site: string, account: string, said: Omit<PartnerInput, 'site'>): Promise<void>;
}

export interface AccountFactsDeps {
  insertEvents: (rows: readonly EventRow[], token?: string) => Promise<void>;
  suppressions: Pick<Suppressions, 'refresh' | 'has'>;
  clock: () => number;
}

const given = (props: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(props).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  );

export function createAccountFacts({
  insertEvents,
  suppressions,
  clock,
}: AccountFactsDeps): AccountFacts {
  const state = async (
    site: string,
    fields: Record<string, unknown>,
    at: number,
  ): Promise<void> => {
    const id = randomUUID();
    const event = eventSchema.parse({ id, type: 'account', at, ...fields });
    const meta = { receivedAt: clock(), source: 'rectification', clamp: false } as const;
    await insertEvents([toEventRow(site, event, meta)], id);
  };
  return {
    async member(site, account, person, { role, department, since, remove }) {
      const { kind, id } = splitKey(person);
      await suppressions.refresh();
      const ids = kind === 'user' ? { userId: id } : { anonymousId: id };
      if (kind === 'email' || suppressions.has(site, ids)) {
        throw new StoreError(
          'person_unknown',
          say('Nothing may be stored about {person}.', { person }),
          say('Name a user or a device that was not erased or paused.'),
        );
      }
      await state(
        site,
        {
          ...ids,
          accountId: account,
          name: remove ? 'account.left' : 'account.member_set',
          props: remove ? {} : given({ role, department }),
        },
        since ?? clock(),
      );
    },
    async partner(site, account, { partner, role, since, remove }) {
      if (partner === account) {
        throw new StoreError(
          'invalid_attributes',
          say('An account is no partner of itself.'),
          say('Name another account.'),
        );
      }
      await state(
        site,
        {
          accountId: account,
          name: remove ? 'account.partner_removed' : 'account.partner_set',
          props: { partner, ...given({ role: remove ? undefined : role }) },
        },
        since ?? clock(),
      );
    },
  };
}
