import type { ReportTypes } from '@touchtrail/contract';
import { formatCount, formatRate, inWords, plural } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';

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
  const { convertedOfClosed: converted, outcomes } = journeys.result;
  const phrases: Phrase[] = [];
  if (converted.of === 0 || converted.rate === null) {
    phrases.push(
      { text: 'No journey has ended yet: ' },
      { text: `${formatCount(outcomes.open.count)} are open`, tone: 'strong' },
      { text: ', so nobody counts as lost.' },
    );
  } else if (outcomes.converted.count === 0) {
    phrases.push(
      { text: 'No conversion in this period', tone: 'strong' },
      {
        text: ` among ${plural(converted.of, 'closed journey', 'closed journeys')}. Send an event of type conversion, or choose a goal.`,
      },
    );
  } else if (converted.of < fewest) {
    phrases.push(
      {
        text: `${formatCount(converted.count)} of ${plural(converted.of, 'closed journey', 'closed journeys')}`,
        tone: 'strong',
      },
      { text: ` converted: too few to name a rate, ${fewest - converted.of} more are needed.` },
    );
  } else {
    const many = converted.rate > 1 / 3;
    phrases.push(
      { text: inWords(converted.rate), tone: 'strong' },
      { text: many ? ' of closed journeys converted' : ' closed journeys converted' },
    );
    phrases.push(...lossPhrases(dropOff));
    phrases.push(...returnPhrases(reEntry));
    phrases.push({ text: '.' });
  }
  return phrases;
}

function lossPhrases(dropOff: ReportTypes['drop-off'] | undefined): Phrase[] {
  if (!dropOff) return [];
  const worst = dropOff.result.rows.find((row) => row.verdict === 'drop_off');
  if (!worst) return [{ text: '; no touchpoint loses clearly more than the others' }];
  return [
    { text: '; most are lost at ' },
    { text: worst.touchpoint, tone: 'lost' },
    { text: ` (${formatCount(Math.round(worst.excess.value))} more than expected)` },
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
