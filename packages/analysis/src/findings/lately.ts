import type { FindingsResult, ReportTypes } from '@touchtrail/contract';
import { findIncidents } from '../drop-off/incidents.ts';
import { adjustBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { newcombe } from '../stats/newcombe.ts';
import { countLimits, lastWeeks, leastWeeks, shareLimits } from './control-limits.ts';
import type { Charted } from './control-limits.ts';
import { monthDays, scaled, told, toldAlone, unknown } from './draft.ts';
import type { Draft } from './draft.ts';
import type { DailySeries } from './series.ts';
import type { Drafted } from './standing.ts';
import { mention } from './mentions.ts';
import { say } from './say.ts';
import { verbatim } from '../base/words.ts';

const maxFalseDiscovery = 0.05;
/** An incident that ended so many days before the end of the data is history: the drop-off report has it. */
const lately = 28;
const percent = { times: 100, unit: verbatim(' %') } as const;

/** Incidents that last or ended within four weeks. */
export function fromIncidents({ all, date, days }: DailySeries): Drafted {
  const dates = new Map(Array.from({ length: days }, (_, place) => [date(place), place]));
  const incidents = findIncidents(all, (place) => [date(place), date(place)]);
  const drafts = incidents.flatMap((incident): Draft[] => {
    const { touchpoint, segment, from, to, inside, outside, difference, excess, q } = incident;
    const [begin, end] = [dates.get(from) ?? 0, dates.get(to) ?? 0];
    if (days - 1 - end > lately) return [];
    const length = end - begin + 1;
    const seen = {
      from,
      to,
      touchpoint: mention('touchpoint', touchpoint),
      inside: told({ value: inside.rate, low: inside.low, high: inside.high }, percent),
      outside: told({ value: outside.rate, low: outside.low, high: outside.high }, percent),
    };
    return [
      {
        group: `worse/${touchpoint}`,
        kind: 'incident',
        touchpoint,
        segment,
        momentOfTruth: false,
        statement: segment
          ? say(
              'From {from} to {to} more visits with {touchpoint} among {field} {value} ended without conversion: {inside}, on other days {outside}.',
              {
                ...seen,
                field: segment.field,
                value:
                  segment.field === 'entry_channel'
                    ? mention('channel', segment.value)
                    : segment.value,
              },
            )
          : say(
              'From {from} to {to} more visits with {touchpoint} ended without conversion: {inside}, on other days {outside}.',
              seen,
            ),
        definition: say(
          'Share of the visits with the touchpoint that do not convert after it, inside the span against all other days; spans, touchpoints and segments were searched (drop-off, incidents).',
        ),
        direction: 'loss',
        estimate: { figure: 'difference', ...difference },
        limits: null,
        perMonth: {
          ...scaled(
            {
              value: excess,
              low: perVisit(difference.low, inside.of),
              high: perVisit(difference.high, inside.of),
            },
            -monthDays / length,
          ),
          of: 'visits',
        },
        population: { count: inside.of, of: 'visits' },
        q,
        since: { day: from, from: 'span' },
        evidence: {
          report: 'drop-off',
          parameters: segment ? { incidents: segment.field } : { incidents: 'device' },
        },
      },
    ];
  });
  return {
    drafts,
    looked: {
      what: say('touchpoints and segments for incidents'),
      judged: all.filter(({ visits }) => visits.reduce((sum, n) => sum + n, 0) >= 100).length,
      found: drafts.length,
    },
  };
}

const perVisit = (share: number | null, visits: number): number | null =>
  share === null ? null : share * visits;

interface Watched {
  touchpoint: string | null;
  chart: Charted;
  counts: number[];
  of: number[];
}

/** What of the last whole week lies outside the control limits of the weeks before. */
export function fromLastWeek(
  { all, conversions, date, days }: DailySeries,
  weeks: number,
): Drafted & { week: FindingsResult['week'] } {
  const used = Math.min(weeks, Math.floor((days - 1) / 7) - 1);
  const from = date(days - 8);
  const watched: Watched[] = [];
  for (const { touchpoint, segment, visits, lost } of all) {
    if (segment) continue;
    const [counts, of] = [lastWeeks(lost, weeks), lastWeeks(visits, weeks)];
    const chart = shareLimits(counts, of);
    if (chart) watched.push({ touchpoint, chart, counts, of });
  }
  const sold = lastWeeks(conversions, weeks);
  const chart = countLimits(sold);
  if (chart) watched.push({ touchpoint: null, chart, counts: sold, of: [] });
  const q = adjustBenjaminiHochberg(watched.map((entry) => entry.chart.p));
  const drafts = watched.flatMap((entry, index): Draft[] => {
    const rate = q[index] ?? 1;
    if (rate > maxFalseDiscovery) return [];
    const made =
      entry.touchpoint === null ? conversionsDraft(entry) : shareDraft(entry, entry.touchpoint);
    return [{ ...made, q: rate, since: { day: from, from: 'span' } }];
  });
  return {
    drafts,
    looked: { what: say('figures of the last week'), judged: watched.length, found: drafts.length },
    week: used >= leastWeeks ? { from, to: date(days - 2), weeks: used } : null,
  };
}

type Made = Omit<Draft, 'q' | 'since'>;

const definition = say(
  'The last whole week against 95 % control limits from the weeks before and from how much they vary (p′ and u′ chart, Student’s t); false discovery rate over all figures held against their limits.',
);

function conversionsDraft({ chart: { last, expected } }: Watched): Made {
  const gains = last > expected.value;
  const change = {
    value: last - expected.value,
    low: last - expected.high,
    high: last - expected.low,
  };
  return {
    group: `${gains ? 'better' : 'worse'}/`,
    kind: 'change',
    touchpoint: null,
    segment: null,
    momentOfTruth: false,
    statement: say('There were {n} conversions last week; {expected} were to be expected.', {
      n: last,
      expected: told(expected),
    }),
    definition,
    direction: gains ? 'gain' : 'loss',
    estimate: { figure: 'count', value: last, low: null, high: null },
    limits: expected,
    perMonth: { ...scaled(change, monthDays / 7), of: 'journeys' },
    population: { count: last, of: 'journeys' },
    evidence: { report: 'trends', parameters: { report: 'journeys', by: 'week' } },
  };
}

const before = (weeks: readonly number[]): number =>
  weeks.slice(0, -1).reduce((sum, value) => sum + value, 0);

function shareDraft({ chart: { last, expected }, counts, of }: Watched, touchpoint: string): Made {
  const loses = last > expected.value;
  const [lost = 0, visits = 0] = [counts.at(-1), of.at(-1)];
  const change = newcombe(lost, visits, before(counts), before(of)) ?? unknown;
  return {
    group: `${loses ? 'worse' : 'better'}/${touchpoint}`,
    kind: 'change',
    touchpoint,
    segment: null,
    momentOfTruth: false,
    statement: say(
      'Last week {share} of the visits with {touchpoint} ended without conversion; {expected} were to be expected.',
      {
        share: toldAlone(last, percent),
        touchpoint: mention('touchpoint', touchpoint),
        expected: told(expected, percent),
      },
    ),
    definition,
    direction: loses ? 'loss' : 'gain',
    estimate: { figure: 'share', value: last, low: null, high: null },
    limits: expected,
    perMonth: { ...scaled(change, (-visits * monthDays) / 7), of: 'visits' },
    population: { count: visits, of: 'visits' },
    evidence: { report: 'trends', parameters: { report: 'drop-off', by: 'week' } },
  };
}

/** Topics that people began to write about, or write about much more often. */
export function fromTopics({ result }: ReportTypes['topics']): Drafted {
  const drafts = result.alerts.flatMap((alert): Draft[] => {
    const { topic, label, kind, now, before: earlier, since, q } = alert;
    if (kind === 'falling' || q > maxFalseDiscovery) return [];
    const { low, high } = now;
    return [
      {
        group: `topic/${topic}`,
        kind: 'topic',
        touchpoint: null,
        segment: null,
        momentOfTruth: false,
        statement: say(
          kind === 'new'
            ? '{topic} is new in what people write: by {now} of those who comment, before by {before}.'
            : '{topic} is written about more often: by {now} of those who comment, before by {before}.',
          {
            topic: label,
            now: told({ value: now.rate, low, high }, percent),
            before: told({ value: earlier.rate, low: earlier.low, high: earlier.high }, percent),
          },
        ),
        definition: say(
          'People who commented on the topic of people who commented, in the last stretch against the ones before; exact test of two rates, false discovery rate over all topics (topics).',
        ),
        direction: 'neither',
        estimate: { figure: 'share', value: now.rate, low, high },
        limits: null,
        perMonth: { ...unknown, of: 'journeys' },
        population: { count: now.of, of: 'people' },
        q,
        since: { day: new Date(since).toISOString().slice(0, 10), from: 'span' },
        evidence: { report: 'topics', parameters: {} },
      },
    ];
  });
  return {
    drafts,
    looked: {
      what: say('topics of comments'),
      judged: result.rows.length,
      found: drafts.length,
    },
  };
}
