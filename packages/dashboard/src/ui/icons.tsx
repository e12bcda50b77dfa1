import type { Screen } from '@touchtrail/contract/view';

const shapes: Record<Screen, string> = {
  overview: 'M3 17V9m5 8V4m5 13v-6m5 6V7',
  findings:
    'M10 3l1.800 4.700L17 8l-4 3.300 1.300 5.200L10 13.600 5.700 16.500 7 11.300 3 8l5.200-.300z',
  actions: 'M3 4h4v12H3zM8 4h4v8H8zM13 4h4v5h-4z',
  'journey-map': 'M3 4h14v12H3zM3 8h14M8 8v8M13 8v8',
  flow: 'M3 5h4c5 0 5 10 10 10h1M3 15h4c2 0 3-1.500 4-3M13 7c1-1.300 2-2 4-2h1',
  funnel: 'M3 5h14M5.500 10h9M8 15h4',
  'drop-off': 'M3 5c6 0 6 9 10 9M13 14l-3.500.500M13 14l.500-3.500M17 4v3a4 4 0 0 1-4 3',
  'make-or-break': 'M10 3v14M5 6h7M8 10h8M4 14h7',
  attribution: 'M10 10V3a7 7 0 1 1-6.100 3.600zM10 10 4 6.500',
  channels: 'M3 6h9m-3-3 3 3-3 3M17 14H8m3-3-3 3 3 3',
  forms: 'M4 3h12v14H4zM7 7h6M7 10.500h6M7 14h3',
  feedback: 'M3 4h14v9H9l-4 4v-4H3z',
  people: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c0-3.500 2.500-5 6-5s6 1.500 6 5',
  accounts: 'M3 17V5h8v12M11 9h6v8M6 8h2M6 11h2M6 14h2M14 12h.010M14 14.500h.010M2 17h16',
  registry: 'M4 5h.010M4 10h.010M4 15h.010M8 5h9M8 10h9M8 15h9',
  segments: 'M8 14A6 6 0 1 1 8 6M12 14a5 5 0 1 0 0-8M10 6.500a5 5 0 0 1 0 7',
  settings: 'M3 6h8M15 6h2M13 4v4M3 14h2M9 14h8M7 12v4',
  live: 'M10 10h.010M6.500 13.500a5 5 0 0 1 0-7M13.500 6.500a5 5 0 0 1 0 7M4 16a8.500 8.500 0 0 1 0-12M16 4a8.500 8.500 0 0 1 0 12',
};

/** A line icon of a screen; the word beside it names it. */
export function Icon({ of }: { of: Screen }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <path d={shapes[of]} />
    </svg>
  );
}
