import type { PersonMatch } from '@touchtrail/contract';
import { go, site, view } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { screenTitle } from '../../words/screens.ts';
import { Person } from './person.tsx';
import { say } from './say.ts';
import { Search } from './search.tsx';

function Matches({ q }: { q: string }) {
  const asked = new URLSearchParams({ site: site.value?.id ?? '', q });
  const { value, error, again } = useGet<{ matches: PersonMatch[] }>(`/api/people?${asked}`);
  if (error) return <Problem error={error} retry={again} />;
  if (!value) return <Skeleton height={80} />;
  if (value.matches.length === 0) {
    return (
      <Empty title={say('Nobody was found for “{q}”.', { q })}>
        <p>
          {say('Ids are compared whole: copy one from the live view or from a list of people.')}
        </p>
      </Empty>
    );
  }
  return (
    <DataTable
      caption={say('Found')}
      rows={value.matches}
      rowKey={(match) => `${match.kind} ${match.id}`}
      columns={[
        {
          label: say('Found'),
          cell: ({ id, kind }) => (
            <Link
              to={
                kind === 'person'
                  ? { marks: { person: id } }
                  : { screen: 'accounts', marks: { account: id, q: null } }
              }
            >
              <Name>{id}</Name>
            </Link>
          ),
        },
        { label: say('Kind'), cell: ({ kind }) => say(kind === 'person' ? 'Person' : 'Account') },
        { label: say('Found by'), cell: ({ by }) => say(by) },
      ]}
    />
  );
}

/** One person at a time: everything known of them, found by any id. */
export function People() {
  const { q, person } = view.value.marks;
  return (
    <>
      <h1>{screenTitle('people')}</h1>
      <Search
        key={q ?? ''}
        label={say('Find a person')}
        placeholder={say('Id, e-mail address, telephone number or account')}
        q={q}
        onAsk={(wanted) => go({ marks: { q: wanted, person: null } })}
      />
      {q === null && person === null && (
        <Empty title={say('Who is this?')}>
          <p>
            {say(
              'Addresses and numbers are looked up by their keyed hash; every search and every look is recorded.',
            )}
          </p>
          <p>
            {say(
              'No id at hand? Figures of other screens list who is behind them; Live shows who is here.',
            )}
          </p>
          <Link to={{ screen: 'funnel', marks: { q: null } }}>{screenTitle('funnel')}</Link>
          {' · '}
          <Link to={{ screen: 'live', marks: { q: null } }}>{screenTitle('live')}</Link>
        </Empty>
      )}
      {q !== null && person === null && <Matches q={q} />}
      {person !== null && <Person id={person} key={person} />}
    </>
  );
}
