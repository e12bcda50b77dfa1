import type { ReportTypes } from '@touchtrail/contract';
import { formatCount, formatRate, inWords, plural } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { conversionShare } from './conversion.ts';

/** A sentence in parts; `strong` ones carry the message. */
export type Phrase = { text: string; tone?: 'strong' | 'lost' | 'returned' };

/** Below this a share says more about chance than about people. */
const fewest = 30;

/**
 * The one sentence that opens the overview, built from report fields only. What cannot be said yet is
 * said to be so, with what is missing.
 */
export function overviewSentence(
  journeys: ReportTypes['journeys'],
  dropOff: ReportTypes['drop-off'] | undefined,
  reEntry: ReportTypes['re-entry'] | undefined,
): Phrase[] {
  const { convertedOfClosed: closed, outcomes, horizonMs } = journeys.result;
  const { share, among } = conversionShare(journeys.result);
  const phrases: Phrase[] = [];
  if (closed.of === 0) {
    phrases.push(
      { text: 'No journey has ended yet: ' },
      { text: `${plural(outcomes.open.count, 'is', 'are')} open`, tone: 'strong' },
      { text: ', so nobody counts as lost.' },
    );
  } else if (outcomes.converted.count === 0) {
    phrases.push(
      { text: 'No conversion in this period', tone: 'strong' },
      {
        text: ` among ${plural(closed.of, 'closed journey', 'closed journeys')}. Send an event of type conversion, or choose a goal.`,
      },
    );
  } else if (share.of < fewest || share.rate === null) {
    phrases.push(
      {
        text: `${formatCount(share.count)} of ${plural(share.of, 'journey', 'journeys')}`,
        tone: 'strong',
      },
      { text: ` converted: too few to name a rate, ${fewest - share.of} more are needed.` },
    );
  } else {
    const of = share.rate > 1 / 3 ? ' of' : '';
    phrases.push(
      { text: inWords(share.rate), tone: 'strong' },
      {
        text:
          among === 'within'
            ? `${of} journeys convert within ${formatDuration(horizonMs)}`
            : `${of} journeys converted so far and ${formatRate(outcomes.open.rate)} are open`,
      },
      ...lossPhrases(dropOff),
      ...returnPhrases(reEntry),
      { text: '.' },
    );
  }
  return phrases;
}

function lossPhrases(dropOff: ReportTypes['drop-off'] | undefined): Phrase[] {
  if (!dropOff) return [];
  const worst = dropOff.result.rows.find((row) => row.verdict === 'drop_off');
  if (!worst) return [{ text: '; no touchpoint loses clearly more than the others' }];
  return [
    { text: '; the clearest leak is ' },
    { text: worst.touchpoint, tone: 'lost' },
    { text: ` (${formatCount(Math.round(worst.excess.value))} more abandonments than expected)` },
  ];
}

function returnPhrases(reEntry: ReportTypes['re-entry'] | undefined): Phrase[] {
  const returned = reEntry?.result.returned;
  if (!reEntry || !returned || returned.rate === null || returned.of < fewest) return [];
  return [
    { text: ', and ' },
    { text: formatRate(returned.rate), tone: 'returned' },
    { text: ` of pauses ended in a return within ${formatDuration(reEntry.result.horizonMs)}` },
  ];
}
