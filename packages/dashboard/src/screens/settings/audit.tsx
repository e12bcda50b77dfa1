import { useState } from 'preact/hooks';
import { site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from './say.ts';

interface Entry {
  at: number;
  id: string;
  actor: string;
  role: string;
  action: string;
  detail: Record<string, unknown>;
}

interface Filter {
  action: string;
  person: string;
  from: string;
  to: string;
}

const most = 500;
const none: Filter = { action: '', person: '', from: '', to: '' };

/** Who looked at, took out, changed or deleted what. */
export function Audit() {
  const [typed, setTyped] = useState<Filter>(none);
  const [asked, setAsked] = useState<Filter>(none);
  const [everywhere, setEverywhere] = useState(false);
  const query = new URLSearchParams({ limit: String(most) });
  // Signing in belongs to no site; ids of people belong to one.
  if (!everywhere || asked.person.trim() !== '') query.set('site', site.value?.id ?? '');
  for (const [name, text] of Object.entries(asked)) {
    if (text.trim() !== '') query.set(name, text.trim());
  }
  const { value, error, again } = useGet<Entry[]>(`/api/audit?${query}`);
  const field = (name: keyof Filter, label: string, type: 'text' | 'date' = 'text') => (
    <label class="field">
      {label}
      <input
        {...(type === 'date' ? { type: 'date' as const } : { type: 'text' as const })}
        value={typed[name]}
        onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <>
      <form
        class="field-row filter no-print"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed);
        }}
      >
        {field('action', say('Action begins with'))}
        {field('person', say('About the person (id)'))}
        {field('from', say('From (UTC)'), 'date')}
        {field('to', say('Before (UTC)'), 'date')}
        <label class="check">
          <input
            type="checkbox"
            checked={everywhere}
            onChange={(event) => setEverywhere(event.currentTarget.checked)}
          />
          {say('also sign-ins and other sites')}
        </label>
        <button type="submit" class="button">
          {say('Show')}
        </button>
      </form>
      <p class="figure-note">
        {say('Entries are only ever added.')}
        {value?.length === most && ` ${say('The newest {n}', { n: formatCount(most) })}`}
      </p>
      {error && <Problem error={error} retry={again} />}
      {!value && !error && <div class="skeleton" style={{ minHeight: '120px' }} aria-busy="true" />}
      {value && (
        <DataTable
          caption={say('Audit log')}
          rows={value}
          limit={50}
          empty={say('Nothing of that kind is recorded.')}
          rowKey={({ id }) => id}
          columns={[
            { label: say('When'), cell: ({ at }) => formatInstant(at, zone.value) },
            { label: say('Action'), cell: ({ action }) => <code>{action}</code> },
            {
              label: say('Who'),
              cell: ({ actor, role }) => (
                <>
                  <Name>{actor}</Name> <span class="muted">{role}</span>
                </>
              ),
            },
            {
              label: say('Detail'),
              minor: true,
              cell: ({ detail }) => (
                <bdi class="rule muted">
                  {Object.entries(detail)
                    .map(([key, given]) => `${key}: ${String(given)}`)
                    .join(' · ') || '–'}
                </bdi>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
