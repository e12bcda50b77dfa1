import type { Range } from '@touchtrail/contract/view';
import { words } from '../words/words.ts';

const say = words({ 'From day': 'Vom Tag', 'To day, inclusive': 'Bis zum Tag, einschließlich' });
type Days = Extract<Range, { kind: 'custom' }>;

/** Two days. A start after the end moves the end along instead of being refused. */
export function CustomDays({ value, onChange }: { value: Days; onChange: (days: Days) => void }) {
  const change = (patch: { from?: string; to?: string }) => {
    const next = { ...value, ...patch };
    if (next.from === '' || next.to === '') return;
    if (next.from > next.to) {
      if (patch.from === undefined) next.from = next.to;
      else next.to = next.from;
    }
    onChange(next);
  };
  return (
    <span class="days">
      <input
        type="date"
        aria-label={say('From day')}
        value={value.from}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <span aria-hidden="true">–</span>
      <input
        type="date"
        aria-label={say('To day, inclusive')}
        value={value.to}
        onChange={(event) => change({ to: event.currentTarget.value })}
      />
    </span>
  );
}
