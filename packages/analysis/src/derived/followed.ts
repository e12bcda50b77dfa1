import type { PlainReport } from '@touchtrail/contract';

/**
 * Reports that can be asked of the journeys that began in a span, because all they count comes from
 * the sequences of touches (of `feedback` the ratings given in the span, of `forms` the fillings begun
 * in it). Any other report would show the whole range in every bucket.
 */
export const followedReports: readonly PlainReport[] = [
  'journeys',
  'funnel',
  'paths',
  'drop-off',
  're-entry',
  'time-to-convert',
  'channels',
  'feedback',
  'variants',
  'transitions',
  'step-matrix',
  'phases',
  'forms',
  'make-or-break',
  'attribution',
];
