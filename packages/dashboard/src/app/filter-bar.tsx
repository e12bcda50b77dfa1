import type { SavedJourney } from '@touchtrail/contract';
import { addDays, dayOf, silences } from '@touchtrail/contract/view';
import type { Compare } from '@touchtrail/contract/view';
import { formatDuration } from '../format/times.ts';
import { words } from '../words/words.ts';
import { SegmentEditor } from './segment-editor.tsx';
import { go, range, site, view } from './state.ts';
import { timeBefore } from './time-before.ts';
import { useGet } from './use-get.ts';
import { CustomDays } from './custom-days.tsx';

const say = words({
  Who: 'Wer',
  everybody: 'alle',
  'nobody chosen yet': 'noch niemand gewählt',
  'Compare with': 'Vergleichen mit',
  nothing: 'nichts',
  'time before': 'Zeitraum davor',
  'other days': 'anderen Tagen',
  'other people': 'anderen Personen',
  With: 'Mit',
  Journey: 'Journey',
  'any conversion': 'jede Konversion',
  '{name} (not known here)': '{name} (hier unbekannt)',
  'Abandoned after': 'Abgebrochen nach',
  auto: 'automatisch',
  'Silence after which a journey counts as abandoned; younger ones are open':
    'Stille, nach der eine Journey als abgebrochen gilt; jüngere sind offen',
});

function Journeys() {
  const id = site.value?.id;
  const { value: list } = useGet<SavedJourney[]>(
    id === undefined ? null : `/api/journeys?site=${encodeURIComponent(id)}`,
  );
  const chosen = view.value.journey;
  if (!list?.length && chosen === null) return null;
  const known = chosen === null || list?.some(({ name }) => name === chosen);
  return (
    <label class="control">
      <span class="control-label">{say('Journey')}</span>
      <select
        value={chosen ?? ''}
        onChange={(event) => go({ journey: event.currentTarget.value || null })}
      >
        <option value="">{say('any conversion')}</option>
        {!known && chosen !== null && (
          <option value={chosen}>{say('{name} (not known here)', { name: chosen })}</option>
        )}
        {list?.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

const kinds = ['none', 'previous', 'range', 'segment'] as const;
const kindWords = {
  none: 'nothing',
  previous: 'time before',
  range: 'other days',
  segment: 'other people',
} as const;

function otherDays(zone: string): Compare {
  const before = timeBefore(range.value, zone, Date.now(), null);
  const today = dayOf(Date.now(), zone);
  return {
    kind: 'range',
    range: {
      kind: 'custom',
      from: before ? dayOf(before.from, zone) : addDays(today, -59),
      to: before ? addDays(dayOf(before.to, zone), -1) : addDays(today, -30),
    },
  };
}

function CompareControl() {
  const { compare } = view.value;
  const zone = site.value?.timezone ?? 'UTC';
  const choose = (kind: (typeof kinds)[number]) => {
    const next: Record<typeof kind, () => Compare | null> = {
      none: () => null,
      previous: () => ({ kind: 'previous' }),
      range: () => otherDays(zone),
      segment: () => ({ kind: 'segment', segment: [] }),
    };
    go({ compare: next[kind]() });
  };
  const wholeTime = range.value.kind === 'all';
  return (
    <>
      <label class="control">
        <span class="control-label">{say('Compare with')}</span>
        <select
          value={compare?.kind ?? 'none'}
          onChange={(event) =>
            choose(kinds.find((one) => one === event.currentTarget.value) ?? 'none')
          }
        >
          {kinds
            // All data have no time before them.
            .filter((one) => one !== 'previous' || !wholeTime || compare?.kind === 'previous')
            .map((one) => (
              <option key={one} value={one}>
                {say(kindWords[one])}
              </option>
            ))}
        </select>
      </label>
      {compare?.kind === 'range' && (
        <CustomDays
          value={compare.range}
          onChange={(next) => go({ compare: { kind: 'range', range: next } })}
        />
      )}
      {compare?.kind === 'segment' && (
        <SegmentEditor
          label={say('With')}
          none={say('nobody chosen yet')}
          conditions={compare.segment}
          onChange={(segment) => go({ compare: { kind: 'segment', segment } })}
        />
      )}
    </>
  );
}

/** Whose journeys, which journey, compared with what: the same for every report. */
export function FilterBar() {
  return (
    <div class="filter-bar">
      <SegmentEditor
        label={say('Who')}
        none={say('everybody')}
        conditions={view.value.segment}
        onChange={(segment) => go({ segment })}
      />
      <CompareControl />
      <Journeys />
      <label
        class="control"
        title={say('Silence after which a journey counts as abandoned; younger ones are open')}
      >
        <span class="control-label">{say('Abandoned after')}</span>
        <select
          value={view.value.abandonedAfter}
          onChange={(event) => {
            const chosen = silences.find((one) => one === event.currentTarget.value);
            if (chosen) go({ abandonedAfter: chosen });
          }}
        >
          {silences.map((one) => (
            <option key={one} value={one}>
              {one === 'auto' ? say('auto') : formatDuration(Number.parseInt(one, 10) * 86_400_000)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
