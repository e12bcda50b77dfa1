import type { SavedJourney } from '@touchtrail/contract';
import { role, site, zone } from '../../app/state.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { LastDone } from '../../ui/last-done.tsx';
import { Name } from '../../ui/name.tsx';
import { Problem } from '../../ui/states.tsx';
import { draft, draftOf, durationText } from './journey-draft.ts';
import { JourneyForm } from './journey-form.tsx';
import { say } from './say.ts';
import { useJourneys } from './use-journeys.ts';

const goalText = ({ definition }: SavedJourney): string =>
  definition.goals.map(({ name, reached }) => `${name}: ${reached.join(', ')}`).join(' · ') ||
  say('any conversion');

/** What the site calls a journey: goals, beginning, silences. */
export function JourneyDefinitions() {
  const journeys = useJourneys();
  const { value, error, again } = journeys.got;
  const may = role.value === 'admin';
  const id = site.value?.id ?? '';
  // What was begun on another site waits there.
  const now = may && draft.value?.site === id ? draft.value : null;
  return (
    <>
      <div class="controls no-print">
        {may ? (
          <button
            type="button"
            class="button"
            onClick={() => {
              journeys.forget();
              draft.value = draftOf(id);
            }}
          >
            {say('New journey')}
          </button>
        ) : (
          <span class="quiet">{say('Changing journeys needs the role admin.')}</span>
        )}
        <LastDone
          done={journeys.done}
          failed={draft.value === null ? journeys.failed : undefined}
        />
      </div>
      {now && <JourneyForm key={now.base === 0 ? '' : now.name} now={now} journeys={journeys} />}
      {error && <Problem error={error} retry={again} />}
      {value && (
        <DataTable
          caption={say('Journeys')}
          rows={value}
          limit={25}
          empty={say('No journey is defined: every conversion ends one.')}
          rowKey={({ name }) => name}
          columns={[
            {
              label: say('Journey'),
              cell: ({ name, definition }) => (
                <>
                  <Name>{name}</Name> <bdi class="muted rule">{definition.description}</bdi>
                </>
              ),
            },
            { label: say('Goals'), cell: (one) => <bdi class="rule">{goalText(one)}</bdi> },
            {
              label: say('Begins'),
              minor: true,
              cell: ({ definition }) => (
                <bdi class="rule">{definition.start.join(', ') || say('any touch')}</bdi>
              ),
            },
            {
              label: say('ends after'),
              cell: ({ definition }) => durationText(definition.inactivityLimit) || say('learned'),
            },
            {
              label: say('Saved'),
              minor: true,
              cell: ({ version, at, actor }) => (
                <bdi class="muted rule">
                  {say('version {version}, {when}, by {who}', {
                    version,
                    when: formatInstant(at, zone.value),
                    who: actor,
                  })}
                </bdi>
              ),
            },
            ...(may
              ? [
                  {
                    label: say('Change'),
                    cell: (one: SavedJourney) => (
                      <span class="row-tools no-print">
                        <button
                          type="button"
                          class="button small"
                          aria-label={say('Change journey {name}', { name: one.name })}
                          onClick={() => {
                            journeys.forget();
                            draft.value = draftOf(id, one);
                          }}
                        >
                          {say('Change')}
                        </button>
                        <button
                          type="button"
                          class="button small"
                          aria-label={say('Remove journey {name}', { name: one.name })}
                          disabled={journeys.busy}
                          onClick={() => void journeys.remove(one)}
                        >
                          {say('Remove')}
                        </button>
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </>
  );
}
