import { addDays, dayOf, fixedRange, formatRange, withoutReports } from '@touchtrail/contract/view';
import type { Range } from '@touchtrail/contract/view';
import { formatCount } from '../format/numbers.ts';
import { formatDuration } from '../format/times.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { CustomDays } from './custom-days.tsx';
import { FilterBar } from './filter-bar.tsx';
import { liveSince } from './live.ts';
import { Menu } from './menu.tsx';
import { refresh } from './refresh.ts';
import { countsVisits, unitOf, unitPatch, units } from './unit.ts';
import { go, hrefOf, range, site, sites, view, zone } from './state.ts';

const say = words({
  Site: 'Site',
  'Choose a site': 'Site wählen',
  Period: 'Zeitraum',
  All: 'Alles',
  Custom: 'Eigener',
  'Count by': 'Zählen nach',
  'Only paths can be cut into visits: see Flow':
    'Nur Wege lassen sich in Besuche teilen: siehe Flow',
  'Days begin and end in this time zone': 'Tage beginnen und enden in dieser Zeitzone',
  'Touches that arrived since these reports were computed':
    'Kontakte, die seit der Berechnung dieser Berichte kamen',
  '{n} new · refresh': '{n} neue · neu laden',
  Definitions: 'Definitionen',
  'Search (/)': 'Suchen (/)',
  'Copy link': 'Link kopieren',
});

const unitWords = { person: 'People', account: 'Accounts', visit: 'Visits' } as const;

const presets = ['7d', '30d', '90d', 'all', 'custom'] as const;
type Preset = (typeof presets)[number];

const presetWord = (preset: Preset): string => {
  if (preset === 'all') return say('All');
  return preset === 'custom'
    ? say('Custom')
    : formatDuration(Number.parseInt(preset, 10) * 86_400_000);
};

const toRange = (preset: Preset): Range => {
  if (preset === 'all') return { kind: 'all' };
  if (preset === 'custom') {
    const today = dayOf(Date.now(), zone.value);
    return { kind: 'custom', from: addDays(today, -29), to: today };
  }
  return { kind: 'last', days: Number(preset.slice(0, -1)) as 7 | 30 | 90 };
};

/** A link that shows the same tomorrow and elsewhere: site and days are said. */
const sharedLink = (): string => {
  const id = site.value?.id;
  const days = fixedRange(range.value, zone.value, Date.now());
  return location.origin + hrefOf({ ...(id !== undefined && { site: id }), range: days });
};

/** What every screen is about: site, time, unit. */
export function TopBar(props: { onGlossary: () => void; onSearch: () => void }) {
  const current = site.value;
  const chosen = range.value;
  const preset = chosen.kind === 'custom' ? 'custom' : (formatRange(chosen) as Preset);
  const reports =
    !withoutReports.has(view.value.screen) && current !== undefined && current.touches > 0;
  return (
    <div class="top-bar no-print">
      <label class="site-select">
        <span class="hidden">{say('Site')}</span>
        <select
          value={current?.id ?? ''}
          onChange={(event) =>
            go({
              site: event.currentTarget.value,
              segment: [],
              compare: null,
              journey: null,
              flow: { startAt: null, exclude: [] },
              funnel: { steps: [] },
              marks: {
                at: null,
                end: null,
                form: null,
                person: null,
                account: null,
                q: null,
                group: null,
              },
            })
          }
        >
          {!current && <option value="">{say('Choose a site')}</option>}
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
            label={say('Period')}
            name="range"
            value={preset}
            options={presets.map((value) => ({ value, label: presetWord(value) }))}
            onChange={(next) => go({ range: toRange(next) })}
          />
          {chosen.kind === 'custom' && (
            <CustomDays value={chosen} onChange={(days) => go({ range: days })} />
          )}
          <Segmented
            label={say('Count by')}
            name="subject"
            value={unitOf(view.value)}
            options={units.map((value) => ({
              value,
              label: common(unitWords[value]),
              why:
                value === 'visit' && !countsVisits(view.value)
                  ? say('Only paths can be cut into visits: see Flow')
                  : undefined,
            }))}
            onChange={(unit) => go(unitPatch(view.value, unit))}
          />
        </>
      )}
      <span class="zone" title={say('Days begin and end in this time zone')}>
        {zone.value}
      </span>
      <span class="spring" />
      {liveSince.value > 0 && reports && (
        <button
          type="button"
          class="button fresh"
          title={say('Touches that arrived since these reports were computed')}
          onClick={refresh}
        >
          {say('{n} new · refresh', { n: formatCount(liveSince.value) })}
        </button>
      )}
      <button
        type="button"
        class="button quiet-button"
        aria-keyshortcuts="/"
        onClick={props.onSearch}
      >
        {say('Search (/)')}
      </button>
      <CopyButton text={sharedLink} label={say('Copy link')} quiet />
      <button
        type="button"
        class="button quiet-button"
        aria-label={say('Definitions')}
        title={say('Definitions')}
        onClick={props.onGlossary}
      >
        ?
      </button>
      <Menu />
      {reports && <FilterBar />}
    </div>
  );
}
