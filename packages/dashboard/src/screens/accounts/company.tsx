import type { Account, AccountMember, AccountTouch, ProfileTouch } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { role, site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Link } from '../../ui/link.tsx';
import { Name, Touchpoint } from '../../ui/name.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { Attributes, Journeys } from '../people/facts.tsx';
import { History } from '../people/history.tsx';
import { say } from '../people/say.ts';

const kept = 100;

const bareId = (key: string): string => key.slice(key.indexOf(':') + 1);

/** A person as a link for who may look at people, as a name for others. */
function PersonName({ id }: { id: string }) {
  if (role.value === 'viewer' || id === '') return <Name>{id}</Name>;
  return (
    <Link to={{ screen: 'people', marks: { person: bareId(id), account: null } }}>
      <Name>{id}</Name>
    </Link>
  );
}

function Members({ rows }: { rows: readonly AccountMember[] }) {
  return (
    <Figure
      title={say('Members')}
      chart={
        <DataTable
          caption={say('Members')}
          rows={rows}
          rowKey={({ person }) => person}
          columns={[
            { label: say('Person'), cell: ({ person }) => <PersonName id={person} /> },
            {
              label: say('Role'),
              cell: (row) => (
                <>
                  <Name>{row.role === '' ? say('role unknown') : row.role}</Name>
                  {row.left && <span class="tag">{say('left')}</span>}
                  {row.partner !== '' && (
                    <span class="tag">{`${say('partner')} ${row.partner}`}</span>
                  )}
                </>
              ),
            },
            { label: say('Department'), cell: (row) => <Name>{row.department}</Name> },
            { label: common('Touches'), numeric: true, cell: (row) => formatCount(row.touches) },
            {
              label: say('Last seen'),
              cell: (row) => formatInstant(row.lastSeen, zone.value),
            },
          ]}
        />
      }
    />
  );
}

function BuyingGroup({ account }: { account: Account }) {
  const { buyingGroup, partners } = account;
  return (
    <div class="pair">
      <Figure
        title={say('Buying group')}
        note={say('People per role, of those who did not leave.')}
        chart={
          <DataTable
            caption={say('Buying group')}
            rows={buyingGroup}
            rowKey={(row) => row.role}
            columns={[
              {
                label: say('Role'),
                cell: (row) => <Name>{row.role === '' ? say('role unknown') : row.role}</Name>,
              },
              {
                label: common('People'),
                numeric: true,
                cell: ({ people }) => formatCount(people.length),
              },
            ]}
          />
        }
      />
      {partners.length > 0 && (
        <Figure
          title={say('Partners')}
          chart={
            <DataTable
              caption={say('Partners')}
              rows={partners}
              rowKey={({ id }) => id}
              columns={[
                {
                  label: say('Account'),
                  cell: ({ id }) => (
                    <Link to={{ marks: { account: id } }}>
                      <Name>{id}</Name>
                    </Link>
                  ),
                },
                { label: say('Role'), cell: (row) => <Name>{row.role}</Name> },
                {
                  label: common('People'),
                  numeric: true,
                  cell: ({ people }) => formatCount(people),
                },
              ]}
            />
          }
        />
      )}
    </div>
  );
}

function Coverage({ account }: { account: Account }) {
  return (
    <Figure
      title={say('Who was reached where')}
      chart={
        <DataTable
          caption={say('Who was reached where')}
          rows={account.coverage}
          rowKey={({ touchpoint }) => touchpoint}
          columns={[
            { label: common('Touchpoint'), cell: (row) => <Touchpoint of={row.touchpoint} /> },
            { label: common('People'), numeric: true, cell: (row) => formatCount(row.people) },
            { label: common('Touches'), numeric: true, cell: (row) => formatCount(row.touches) },
            { label: say('Roles'), cell: ({ roles }) => <Name>{roles.join(', ')}</Name> },
          ]}
        />
      }
    />
  );
}

const whoOf = (touch: ProfileTouch): string => {
  const { person, role: as } = touch as AccountTouch;
  return as === '' ? person : `${person} (${as})`;
};

/** One company: members, roles, journeys and what its people did together. */
export function Company({ id }: { id: string }) {
  const [after, setAfter] = useState<string | null>(null);
  const query = new URLSearchParams({
    site: site.value?.id ?? '',
    order: 'newest',
    limit: String(kept),
    ...(after === null ? {} : { after }),
  });
  const path = `/api/accounts/${encodeURIComponent(id)}?${query}`;
  const { value: account, error, again } = useGet<Account>(path);
  const back = (
    <p class="no-print">
      <Link to={{ marks: { account: null } }} class="button quiet-button">
        {say('Back to all accounts')}
      </Link>
    </p>
  );
  if (error) {
    return (
      <>
        <Problem error={error} retry={again} />
        {back}
      </>
    );
  }
  if (!account) return <Skeleton height={320} />;
  return (
    <>
      <h2 class="subject-name">
        <Name>{account.id}</Name>
      </h2>
      <History
        touches={account.touches}
        who={whoOf}
        next={account.truncated ? account.next : null}
        first={after === null}
        onPage={setAfter}
      />
      <Members rows={account.members} />
      <BuyingGroup account={account} />
      <Journeys rows={account.journeys} />
      <Coverage account={account} />
      <Attributes rows={account.attributes} />
      {back}
    </>
  );
}
