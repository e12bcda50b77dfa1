import { formatCount } from '../format/numbers.ts';
import { Segmented } from '../ui/segmented.tsx';
import { liveSince } from './live.ts';
import { Menu } from './menu.tsx';
import { addDays, dayOf, formatRange } from './range.ts';
import type { Range } from './range.ts';
import { refresh } from './refresh.ts';
import { go, range, site, sites, view } from './state.ts';
import { silences } from './view-state.ts';

const presets = [
  { value: '7d', label: '7\u202Fd' },
  { value: '30d', label: '30\u202Fd' },
  { value: '90d', label: '90\u202Fd' },
  { value: 'all', label: 'All' },
  { value: 'custom', label: 'Custom' },
] as const;
type Preset = (typeof presets)[number]['value'];

const toRange = (preset: Preset, zone: string): Range => {
  if (preset === 'all') return { kind: 'all' };
  if (preset === 'custom') {
    const today = dayOf(Date.now(), zone);
    return { kind: 'custom', from: addDays(today, -29), to: today };
  }
  return { kind: 'last', days: Number(preset.slice(0, -1)) as 7 | 30 | 90 };
};

function CustomDays({ value }: { value: Extract<Range, { kind: 'custom' }> }) {
  const change = (patch: { from?: string; to?: string }) => {
    const next = { ...value, ...patch };
    if (next.from === '' || next.to === '') return;
    // A start after the end moves the end along instead of refusing.
    if (next.from > next.to) {
      if (patch.from === undefined) next.from = next.to;
      else next.to = next.from;
    }
    go({ range: next });
  };
  return (
    <span class="days">
      <input
        type="date"
        aria-label="From day"
        value={value.from}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <span aria-hidden="true">–</span>
      <input
        type="date"
        aria-label="To day, inclusive"
        value={value.to}
        onChange={(event) => change({ to: event.currentTarget.value })}
      />
    </span>
  );
}

/** What every screen is about: site, time, unit. */
export function TopBar({ onGlossary }: { onGlossary: () => void }) {
  const current = site.value;
  const zone = current?.timezone ?? 'UTC';
  const chosen = range.value;
  const preset = chosen.kind === 'custom' ? 'custom' : (formatRange(chosen) as Preset);
  const reports = view.value.screen !== 'live' && current !== undefined && current.touches > 0;
  return (
    <div class="top-bar no-print">
      <label class="site-select">
        <span class="hidden">Site</span>
        <select
          value={current?.id ?? ''}
          onChange={(event) =>
            go({ site: event.currentTarget.value, flow: { startAt: null }, funnel: { steps: [] } })
          }
        >
          {!current && <option value="">Choose a site</option>}
          {sites.value.map((one) => (
            <option key={one.id} value={one.id}>
              {one.isDemo ? `${one.name} (demo)` : one.name}
            </option>
          ))}
        </select>
      </label>
      {reports && (
        <>
          <Segmented
            label="Period"
            name="range"
            value={preset}
            options={presets}
            onChange={(next) => go({ range: toRange(next, zone) })}
          />
          {chosen.kind === 'custom' && <CustomDays value={chosen} />}
          <Segmented
            label="Count by"
            name="subject"
            value={view.value.subject}
            options={[
              { value: 'person', label: 'People' },
              { value: 'account', label: 'Accounts' },
            ]}
            onChange={(subject) => go({ subject })}
          />
          <label
            class="control"
            title="Silence after which a journey counts as abandoned; younger ones are open"
          >
            <span class="control-label">Abandoned after</span>
            <select
              value={view.value.abandonedAfter}
              onChange={(event) => {
                const chosenSilence = silences.find((one) => one === event.currentTarget.value);
                if (chosenSilence) go({ abandonedAfter: chosenSilence });
              }}
            >
              {silences.map((one) => (
                <option key={one} value={one}>
                  {one === 'auto' ? 'auto' : `${Number.parseInt(one, 10)}\u202Fd`}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
      <span class="zone" title="Days begin and end in this time zone">
        {zone}
      </span>
      <span class="spring" />
      {liveSince.value > 0 && reports && (
        <button
          type="button"
          class="button fresh"
          title="Touches that arrived since these reports were computed"
          onClick={refresh}
        >
          {`${formatCount(liveSince.value)} new · refresh`}
        </button>
      )}
      <button
        type="button"
        class="button quiet-button"
        aria-label="Definitions"
        title="Definitions"
        onClick={onGlossary}
      >
        ?
      </button>
      <Menu />
    </div>
  );
}
