import type { SiteSummary, TokenSummary } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import type { Role } from '../../app/api.ts';
import { sites, zone } from '../../app/state.ts';
import { useKept } from '../../app/use-kept.ts';
import { formatInstant } from '../../format/times.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { LastDone } from '../../ui/last-done.tsx';
import { Name } from '../../ui/name.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from './say.ts';
import { Sure } from './sure.tsx';
import { memberName, useMembers } from './use-members.ts';
import type { Members as Store } from './use-members.ts';

const allRoles: readonly Role[] = ['viewer', 'analyst', 'admin'];
const isRole = (text: string): text is Role => (allRoles as readonly string[]).includes(text);

function Roles(props: {
  value: Role;
  label?: string;
  disabled?: boolean;
  set: (to: Role) => void;
}) {
  const { value, label, disabled = false, set } = props;
  return (
    <select
      {...(label !== undefined && { 'aria-label': label })}
      value={value}
      disabled={disabled}
      onChange={(event) => {
        const { value: to } = event.currentTarget;
        if (isRole(to)) set(to);
      }}
    >
      {allRoles.map((role) => (
        <option key={role} value={role}>
          {role}
        </option>
      ))}
    </select>
  );
}

/** What was done last, how to take it back, and a new token this once. */
function Said({ store }: { store: Store }) {
  const { done, failed } = store;
  return (
    <LastDone done={done} failed={failed}>
      {done?.token !== undefined && (
        <p>
          {say('The token, shown this once; give it to them on a safe way:')}{' '}
          <code>{done.token}</code> <CopyButton text={done.token} label={say('Copy the token')} />
        </p>
      )}
    </LastDone>
  );
}

function LetIn({ site, store }: { site: SiteSummary; store: Store }) {
  const [name, setName, forget] = useKept(`member ${site.id}`, '');
  const [role, setRole] = useKept<Role>(`member ${site.id} role`, 'viewer');
  const [everySite, setEverySite] = useKept(`member ${site.id} everywhere`, false);
  return (
    <form
      class="field-row filter no-print"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = { name: name.trim(), role, sites: everySite ? [] : [site.id] };
        void store.letIn(wanted).then((isIn) => isIn && forget());
      }}
    >
      <label class="field">
        {say('Who it is for')}
        <input
          type="text"
          required
          dir="auto"
          maxLength={120}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        {say('Role')}
        <Roles value={role} set={setRole} />
      </label>
      {sites.value.length > 1 && (
        <label class="check">
          <input
            type="checkbox"
            checked={everySite}
            onChange={(event) => setEverySite(event.currentTarget.checked)}
          />
          {say('every site, not this one alone')}
        </label>
      )}
      <button type="submit" class="button primary" disabled={store.busy}>
        {say('Let in')}
      </button>
    </form>
  );
}

/** Shutting out cannot be taken back: it is asked once more. */
function Revoke({ member, store }: { member: TokenSummary; store: Store }) {
  const [sure, setSure] = useState(false);
  const name = memberName(member);
  if (!sure) {
    return (
      <button
        type="button"
        class="button small"
        aria-label={say('Shut out {name}', { name })}
        disabled={store.busy}
        onClick={() => setSure(true)}
      >
        {say('Shut out')}
      </button>
    );
  }
  return (
    <Sure
      why={say('The token is worthless for ever then.')}
      yes={say('Yes, shut out')}
      label={say('Shut out {name} for ever', { name })}
      disabled={store.busy}
      onYes={() => void store.revoke(member)}
      onNo={() => setSure(false)}
    />
  );
}

/** Who has access: with which role, to what, since when, used when. */
export function Members({ site }: { site: SiteSummary }) {
  const store = useMembers();
  const { value, error, again } = store.got;
  return (
    <>
      <p class="figure-note">
        {say(
          'A member holds a token. It is stored as a hash only, so nobody can look it up again; a change holds within seconds.',
        )}
      </p>
      <LetIn site={site} store={store} />
      <Said store={store} />
      {error && <Problem error={error} retry={again} />}
      {!value && !error && <div class="skeleton" style={{ minHeight: '120px' }} aria-busy="true" />}
      {value && (
        <DataTable
          caption={say('Members')}
          rows={value}
          limit={50}
          rowKey={({ id }) => id}
          columns={[
            {
              label: say('Who'),
              cell: ({ name, id, own }) => (
                <>
                  <Name>{name || id}</Name>
                  {own && <span class="muted"> {say('you')}</span>}
                  {name !== '' && <bdi class="muted rule"> {id}</bdi>}
                </>
              ),
            },
            {
              label: say('Role'),
              cell: (member) =>
                member.own ? (
                  member.role
                ) : (
                  <Roles
                    value={member.role}
                    label={say('Role of {name}', { name: memberName(member) })}
                    disabled={store.busy}
                    set={(to) => void store.setRole(member, to)}
                  />
                ),
            },
            {
              label: say('Sites'),
              minor: true,
              cell: ({ sites: of }) => <bdi class="rule">{of.join(', ') || say('every site')}</bdi>,
            },
            {
              label: say('Made'),
              minor: true,
              cell: ({ createdAt }) => formatInstant(createdAt, zone.value),
            },
            {
              label: say('Last used (UTC day)'),
              minor: true,
              cell: ({ lastUsed }) => lastUsed ?? say('never'),
            },
            {
              label: say('Change'),
              cell: (member) =>
                member.own ? (
                  <span class="muted">{say('not your own')}</span>
                ) : (
                  <span class="row-tools no-print">
                    <Revoke member={member} store={store} />
                  </span>
                ),
            },
          ]}
        />
      )}
    </>
  );
}
