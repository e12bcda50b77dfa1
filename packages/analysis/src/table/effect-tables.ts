import type { EffectSplit, MakeOrBreakResult, PainPoint, ReportTypes } from '@touchtrail/contract';
import type { Table } from './table.ts';
import { bounded, boundedKeys, proportion, proportionKeys, table } from './tables.ts';

const odds = ['crude', 'adjusted', 'met', 'here'] as const;

/** What hurts, in a word each. */
const painWords = (pain: PainPoint | null): string | null =>
  pain &&
  [
    pain.rating ? 'rating' : '',
    pain.dropOff ? 'drop-off' : '',
    ...pain.fields.map(({ form, field }) => `${form}/${field}`),
  ]
    .filter((word) => word !== '')
    .join(', ');

/** Effects by value, where these were asked for. */
const splitTable = ({ rows }: EffectSplit): Table =>
  table(
    [
      'touchpoint',
      'value',
      ...boundedKeys('effect'),
      ...boundedKeys('difference'),
      'p',
      'q',
      'journeys',
      'converted',
      'missing',
    ],
    rows.flatMap(({ touchpoint, values, p, q }) =>
      values.map((one) => ({
        touchpoint,
        value: one.value,
        ...bounded('effect', one.effect),
        ...bounded('difference', one.difference),
        p,
        q,
        journeys: one.journeys,
        converted: one.converted,
        missing: one.missing,
      })),
    ),
  );

const makeOrBreak = ({ result }: ReportTypes['make-or-break']): Table =>
  result.split ? splitTable(result.split) : verdictTable(result);

const verdictTable = (result: MakeOrBreakResult): Table =>
  table(
    [
      'touchpoint',
      'verdict',
      'moment_of_truth',
      'pain_point',
      ...boundedKeys('effect'),
      'q',
      'e_value',
      'e_value_bound',
      ...boundedKeys('per_month'),
      ...proportionKeys('reach'),
      'converted',
      'overlap',
      ...odds.flatMap(boundedKeys),
      'missing',
    ],
    result.rows.map((row) => ({
      touchpoint: row.touchpoint,
      verdict: row.verdict,
      moment_of_truth: row.momentOfTruth,
      pain_point: painWords(row.painPoint),
      ...bounded('effect', row.effect),
      q: row.q,
      e_value: row.eValue?.estimate ?? null,
      e_value_bound: row.eValue?.bound ?? null,
      ...bounded('per_month', row.perMonth),
      ...proportion('reach', row.reach),
      converted: row.converted,
      overlap: row.overlap,
      ...bounded('crude', row.crude),
      ...bounded('adjusted', row.adjusted),
      ...bounded('met', row.met),
      ...bounded('here', row.here),
      missing: row.missing,
    })),
  );

const topics = ({ result }: ReportTypes['topics']): Table =>
  table(
    [
      'topic',
      'label',
      'source',
      'category',
      ...proportionKeys('share'),
      'people',
      ...boundedKeys('rating'),
      ...boundedKeys('other_rating'),
      'effect',
      ...boundedKeys('odds'),
      'q',
      ...proportionKeys('converted'),
      ...proportionKeys('other_converted'),
      'alert',
      'stability',
      'touchpoint',
      'words',
      'quote',
      'missing',
    ],
    result.rows.map((row) => ({
      topic: row.topic,
      label: row.label,
      source: row.source,
      category: row.category,
      ...proportion('share', row.share),
      people: row.people,
      ...bounded('rating', row.rating),
      ...bounded('other_rating', row.otherRating),
      effect: row.effect,
      ...bounded('odds', row.odds),
      q: row.q,
      ...proportion('converted', row.converted),
      ...proportion('other_converted', row.otherConverted),
      alert: result.alerts.find(({ topic }) => topic === row.topic)?.kind ?? null,
      stability: row.stability,
      touchpoint: row.touchpoints[0]?.touchpoint ?? null,
      words: row.words.slice(0, 8).join(' '),
      quote: row.quotes[0]?.text ?? null,
      missing: row.missing,
    })),
  );

/** One flat table a report of effects. */
export const effectTables = { topics, makeOrBreak };
