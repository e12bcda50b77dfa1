import { go, site, view } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { say } from './say.ts';

/** Whose map it is: everybody's, or that of a saved segment such as a persona. */
export function Whose() {
  const id = site.value?.id;
  const { segment } = view.value;
  const saved = useGet<{ key: string; name: string }[]>(
    id === undefined ? null : `/api/segments?site=${encodeURIComponent(id)}`,
  );
  const [only] = segment;
  const chosen = segment.length === 1 && only && 'saved' in only ? only.saved : '';
  if (!saved.value || saved.value.length === 0) return null;
  return (
    <div class="controls no-print">
      <label>
        {say('Whose journeys')}{' '}
        <select
          value={chosen}
          onChange={(event) => {
            const key = event.currentTarget.value;
            go({ segment: key === '' ? [] : [{ saved: key }] });
          }}
        >
          <option value="">{say('everybody')}</option>
          {saved.value.map(({ key, name }) => (
            <option key={key} value={key}>
              {name || key}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
