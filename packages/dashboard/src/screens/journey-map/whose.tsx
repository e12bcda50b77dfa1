import type { Population, Segment } from '@touchtrail/contract';
import { go, site, view } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { say } from './say.ts';

/** Whose map it is, and how many they are: everybody, or a saved segment such as a persona. */
export function Whose({ population }: { population: Population | undefined }) {
  const id = site.value?.id;
  const { segment } = view.value;
  const saved = useGet<Pick<Segment, 'key' | 'name' | 'description'>[]>(
    id === undefined ? null : `/api/segments?site=${encodeURIComponent(id)}`,
  );
  const [only] = segment;
  const chosen = segment.length === 1 && only && 'saved' in only ? only.saved : '';
  const one = saved.value?.find(({ key }) => key === chosen);
  const name = segment.length === 0 ? say('everybody') : one ? one.name || one.key : undefined;
  return (
    <div class="controls map-persona">
      {name !== undefined && population && (
        <p>
          <bdi>
            {say('Persona: {name}, {people} people with {journeys} journeys', {
              name,
              people: formatCount(population.people),
              journeys: formatCount(population.journeys),
            })}
          </bdi>
          {one?.description && (
            <>
              {' '}
              <span class="muted">
                ✎ <bdi>{one.description}</bdi>
              </span>
            </>
          )}
        </p>
      )}
      {saved.value && saved.value.length > 0 && (
        <label class="no-print">
          {say('Whose journeys')}{' '}
          <select
            value={chosen}
            onChange={(event) => {
              const key = event.currentTarget.value;
              go({ segment: key === '' ? [] : [{ saved: key }] });
            }}
          >
            <option value="">{say('everybody')}</option>
            {saved.value.map((row) => (
              <option key={row.key} value={row.key}>
                {row.name || row.key}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
