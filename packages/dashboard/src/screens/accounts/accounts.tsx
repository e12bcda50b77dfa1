import type { AccountSummary } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { go, site, view, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { say } from '../people/say.ts';
import { Company } from './company.tsx';

const listed = 500;

function List() {
  const { q } = view.value.marks;
  const [text, setText] = useState(q ?? '');
  const asked = new URLSearchParams({
    site: site.value?.id ?? '',
    limit: String(listed),
    q: q ?? '',
  });
  const { value, error, again } = useGet<AccountSummary[]>(`/api/accounts?${asked}`);
  return (
    <>
      <form
        class="controls no-print"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = text.trim();
          go({ marks: { q: wanted === '' ? null : wanted } });
        }}
      >
        <label class="control wide-control">
          <span class="control-label">{say('Find an account')}</span>
          <input
            type="search"
            value={text}
            maxLength={200}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">
          {say('Find')}
        </button>
      </form>
      {error && <Problem error={error} retry={again} />}
      {!value && !error && <div class="skeleton" style={{ minHeight: '160px' }} aria-busy="true" />}
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
