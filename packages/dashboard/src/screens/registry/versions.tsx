import type { RegistryChange, RegistryVersion } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { role, site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Problem } from '../../ui/states.tsx';
import { Changes } from './changes.tsx';
import { draftOf } from './draft.ts';
import type { Part } from './part.ts';
import { say } from './say.ts';

function Diff({ version }: { version: number }) {
  const query = `site=${encodeURIComponent(site.value?.id ?? '')}`;
  const { value, error, again } = useGet<{ changes: RegistryChange[] }>(
    `/api/registry/diff?${query}&from=${version - 1}&to=${version}`,
  );
  const caption = say('What changed in version {version}', { version });
  return (
    <section class="sheet" aria-label={caption}>
      <h2>{caption}</h2>
      {error && <Problem error={error} retry={again} />}
      {value && <Changes caption={caption} changes={value.changes} />}
    </section>
  );
}

/** All versions; any of them can be put back, as a new one. */
export function Versions({ answer, state }: Part) {
  const query = `site=${encodeURIComponent(site.value?.id ?? '')}`;
  const { value, error, again } = useGet<RegistryVersion[]>(
    `/api/registry/versions?${query}&v=${answer.version}`,
  );
  const [open, setOpen] = useState<number>();
  const may = role.value !== 'viewer';
  if (error) return <Problem error={error} retry={again} />;
  if (!value) return <div class="skeleton" style={{ minHeight: '120px' }} aria-busy="true" />;
  const blocked = draftOf(answer.site) !== null;
  return (
    <>
      {may && blocked && <p class="note">{say('Save or throw away what is changed first.')}</p>}
      {open !== undefined && <Diff key={open} version={open} />}
      <DataTable
        caption={say('Versions')}
        rows={value}
        limit={25}
        empty={say('No version yet.')}
        rowKey={({ version }) => String(version)}
        columns={[
          {
            label: say('Version'),
            cell: ({ version, at, author }) => (
              <bdi class="rule">
                {say('Version {version}, {when}, by {who}', {
                  version,
                  when: formatInstant(at, zone.value),
                  who: author,
                })}
              </bdi>
            ),
          },
          {
            label: say('Note'),
            cell: ({ note, restores }) => (
              <bdi class="rule">
                {restores === null
                  ? note || '–'
                  : `${say('like version {version}', { version: restores })} ${note}`}
              </bdi>
            ),
          },
          {
            label: say('Change'),
            cell: ({ version }) => (
              <span class="row-tools no-print">
                <button
                  type="button"
                  class="button small"
                  aria-label={say('What changed in version {version}', { version })}
                  onClick={() => setOpen(version)}
                >
                  {say('What changed')}
                </button>
                {version === answer.version ? (
                  <span class="muted">{say('in force')}</span>
                ) : (
                  may && (
                    <button
                      type="button"
                      class="button small"
                      aria-label={say('Put version {version} back', { version })}
                      disabled={blocked || state.busy}
                      onClick={() => void state.goBack(version)}
                    >
                      {say('Put back')}
                    </button>
                  )
                )}
              </span>
            ),
          },
        ]}
      />
    </>
  );
}
