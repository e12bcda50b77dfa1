import type { AccountSummary } from '@touchtrail/contract';
import { go, site, view, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { say } from '../people/say.ts';
import { Search } from '../people/search.tsx';
import { Company } from './company.tsx';

const listed = 500;

function List() {
  const { q } = view.value.marks;
  const asked = new URLSearchParams({
    site: site.value?.id ?? '',
    limit: String(listed),
    q: q ?? '',
  });
  const { value, error, again } = useGet<AccountSummary[]>(`/api/accounts?${asked}`);
  return (
    <>
      <Search
        label={say('Find an account')}
        q={q}
        onAsk={(wanted) => go({ marks: { q: wanted } })}
      />
      {error && <Problem error={error} retry={again} />}
      {!value && !error && <Skeleton height={160} />}
      {value?.length === 0 && q === null && (
        <Empty title={say('No account is known.')}>
          <p>{say('Touches join an account by their accountId.')}</p>
        </Empty>
      )}
      {value?.length === 0 && q !== null && (
        <Empty title={say('Nobody was found for “{q}”.', { q })} />
      )}
      {value && value.length > 0 && (
        <DataTable
          caption={common('Accounts')}
          rows={value}
          rowKey={({ id }) => id}
          limit={50}
          columns={[
            {
              label: say('Account'),
              cell: ({ id }) => (
                <Link to={{ marks: { account: id } }}>
                  <Name>{id}</Name>
                </Link>
              ),
            },
            {
              label: common('People'),
              numeric: true,
              cell: ({ people }) => formatCount(people),
            },
            { label: say('First seen'), cell: (row) => formatInstant(row.firstSeen, zone.value) },
            { label: say('Last seen'), cell: (row) => formatInstant(row.lastSeen, zone.value) },
          ]}
        />
      )}
    </>
  );
}

/** Companies, and what the people of one lived through together. */
export function Accounts() {
  const { account, q } = view.value.marks;
  return (
    <>
      <h1>{screenTitle('accounts')}</h1>
      {account === null ? <List key={q ?? ''} /> : <Company id={account} key={account} />}
    </>
  );
}
