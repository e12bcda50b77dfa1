import type { LiveLine } from '@touchtrail/contract';
import { go, site, view } from '../../app/state.ts';
import { formatClock } from '../../format/times.ts';
import { words } from '../../words/words.ts';
import { touchpointName } from '../../words/registry-names.ts';

const say = words({
  Device: 'Gerät',
  'all devices': 'alle Geräte',
  '{id} · {place} at {time}': '{id} · {place} um {time}',
  '{id} · silent so far': '{id} · noch still',
});

const mostListed = 30;
const short = (id: string): string => (id.length > 12 ? `${id.slice(0, 8)}…` : id);

/**
 * Shows one browser alone. Which is one's own is told by what it did last: the page that was just opened.
 * The choice stands in the link, so it stays for the next visit.
 */
export function DevicePicker({ touches }: { touches: readonly LiveLine[] }) {
  const chosen = view.value.marks.device;
  const zone = site.value?.timezone ?? 'UTC';
  const last = new Map<string, LiveLine>();
  for (const touch of touches) {
    if (touch.device !== '' && !last.has(touch.device)) last.set(touch.device, touch);
  }
  return (
    <label class="control">
      <span class="control-label">{say('Device')}</span>
      <select
        class="touchpoint-select"
        value={chosen ?? ''}
        onChange={(event) => go({ marks: { device: event.currentTarget.value || null } })}
      >
        <option value="">{say('all devices')}</option>
        {chosen !== null && !last.has(chosen) && (
          <option value={chosen}>{say('{id} · silent so far', { id: short(chosen) })}</option>
        )}
        {[...last.values()].slice(0, mostListed).map((touch) => (
          <option key={touch.device} value={touch.device}>
            {say('{id} · {place} at {time}', {
              id: short(touch.device),
              place: touchpointName(touch.touchpoint),
              time: formatClock(touch.at, zone),
            })}
          </option>
        ))}
      </select>
    </label>
  );
}
