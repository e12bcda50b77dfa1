import type * as z from 'zod';
import { boolSchema, commonParametersSchema, durationSchema, intSchema } from './common.ts';
import type { Interval, Proportion } from './common.ts';
import type { MeanRating } from './feedback.ts';

const dayMs = 86_400_000;

export const topicsParametersSchema = commonParametersSchema.extend({
  /** Conversions are counted up to this long after a comment, over comments observed that long. */
  horizon: durationSchema.default(14 * dayMs),
  /** Length of the stretches that topics are followed in, counted back from the end of the data. */
  period: durationSchema.default(7 * dayMs),
  /** Comments read at most; of more some are drawn by the hash of their id. */
  comments: intSchema(100, 100_000).default(50_000),
  /** Whether topics are looked for in comments that the site's own vocabulary says nothing of. */
  discover: boolSchema.default(true),
  /** Topics looked for at most. */
  topics: intSchema(2, 20).default(12),
  /** Touchpoints listed of each topic, most comments first. */
  top: intSchema(1, 200).default(10),
  /** Examples shown of each topic. */
  quotes: intSchema(0, 10).default(3),
});
export type TopicsParameters = z.output<typeof topicsParametersSchema>;

/** A comment as an example: what could tell who wrote it is replaced by `*`. */
export interface TopicQuote {
  text: string;
  touchpoint: string;
  /** Epoch ms. */
  at: number;
  /** 1 to 10; null without one. */
  rating: number | null;
}

export interface TopicAtTouchpoint {
  touchpoint: string;
  /** Comments on the topic, of the comments there. */
  share: Proportion;
  /** Ratings given with comments on the topic here, 1 to 10. */
  rating: MeanRating;
  /** Ratings given with other comments here. */
  otherRating: MeanRating;
}

/** A stretch of time; the last one ends with the data. */
export interface TopicPoint {
  /** Epoch ms; `to` is exclusive. */
  from: number;
  to: number;
  /** People who commented on the topic, of people who commented. */
  share: Proportion;
  /** Outside three standard deviations of what the other stretches lead one to expect. */
  beyond: 'above' | 'below' | null;
}

export interface Topic {
  /** Key in the site's vocabulary; of a discovered one `found.` and what tells it apart. */
  topic: string;
  source: 'vocabulary' | 'discovered';
  /** Topics of one category lie near each other; of the vocabulary the key up to its first dot. */
  category: string;
  /** Name in English, else what the vocabulary has; of a discovered one the words that tell it apart. */
  label: string;
  /** Words that tell it apart, the most telling first; each written by at least three people. */
  words: string[];
  /** Comments on it, of the comments with words. A comment may be on several. */
  share: Proportion;
  /** People who wrote them. */
  people: number;
  /**
   * Of a discovered one: how much of it is found again in random parts of the comments, 0 to 1 (mean
   * Jaccard index). Null for the vocabulary's.
   */
  stability: number | null;
  /** Ratings given with these comments, and with the other comments at the same touchpoints. */
  rating: MeanRating;
  otherRating: MeanRating;
  /** Reached the goal within the horizon after the comment, of comments observed that long. */
  converted: Proportion;
  /** The same of other comments at the same touchpoints. */
  otherConverted: Proportion;
  /**
   * Odds of the goal after a comment on it against other comments at the same touchpoint with a
   * rating like it (Mantel-Haenszel). An association. Null when there is no finite one.
   */
  odds: Interval | null;
  /** False discovery rate over the topics judged. */
  q: number | null;
  effect: 'higher' | 'lower' | 'not_distinguishable' | 'insufficient';
  /** Why there is no verdict. */
  missing: string | null;
  touchpoints: TopicAtTouchpoint[];
  trend: TopicPoint[];
  /** Nearest the centre first; empty for who may not read what people wrote. */
  quotes: TopicQuote[];
}

/** A topic that is written about more, or less, in the last stretch than before it. */
export interface TopicAlert {
  topic: string;
  label: string;
  /** `new`: not there before, or less than a tenth as often. */
  kind: 'new' | 'rising' | 'falling';
  /** People who commented on it of people who commented: in the last stretch, and before. */
  now: Proportion;
  before: Proportion;
  /** Start of the last stretch, epoch ms. */
  since: number;
  /** Exact conditional test of two rates, two-sided, and its false discovery rate. */
  p: number;
  q: number;
}

export interface TopicCategory {
  category: string;
  label: string;
  topics: string[];
  /** Comments on any of its topics, of the comments with words. */
  share: Proportion;
  rating: MeanRating;
}

/**
 * What looking for topics came to.
 *
 * - `found`: there are some.
 * - `unstable`: nothing that is found again in random parts of the comments.
 * - `too_few`: `needed` more comments that the vocabulary says nothing of.
 * - `off`: was not asked for.
 */
export interface TopicDiscovery {
  state: 'found' | 'unstable' | 'too_few' | 'off';
  /** Comments that the vocabulary says nothing of. */
  comments: number;
  needed: number;
  /** Groups chosen, and how alike groupings of random parts are (mean adjusted Rand index). */
  groups: number | null;
  stability: number | null;
  tried: { groups: number; stability: number }[];
  /** Comments in no topic at all. */
  unassigned: number;
}

export interface TopicsResult {
  horizonMs: number;
  periodMs: number;
  comments: {
    /** Comments in the range, those read, and those of them that have words. */
    stored: number;
    read: number;
    withWords: number;
    people: number;
  };
  /** By the language they seem to be in, ISO 639-1; `und`: none that is known. */
  languages: { language: string; comments: number }[];
  discovery: TopicDiscovery;
  /** The most written about first. */
  rows: Topic[];
  categories: TopicCategory[];
  alerts: TopicAlert[];
}
