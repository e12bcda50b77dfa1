import type { ReportTypes } from '@touchtrail/contract';
import { formatCount, formatRate, inWords } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { words } from '../../words/words.ts';
import { conversionShare } from './conversion.ts';
import { touchpointName } from '../../words/registry-names.ts';

const say = words({
  'No journey has ended yet: ': 'Noch ist keine Journey zu Ende: ',
  '{n} is open': '{n} ist offen',
  '{n} are open': '{n} sind offen',
  ', so nobody counts as lost.': ', also gilt niemand als verloren.',
  'No conversion in this period': 'Keine Konversion in diesem Zeitraum',
  ' among {n} closed journeys. Send an event of type conversion, or choose a goal.':
    ' unter {n} abgeschlossenen Journeys. Senden Sie ein Ereignis vom Typ conversion oder wählen Sie ein Ziel.',
  '{n} of {all} journeys': '{n} von {all} Journeys',
  ' converted: too few to name a rate, {more} more are needed.':
    ' konvertierten: zu wenige für eine Quote, {more} mehr sind nötig.',
  ' journeys convert within {time}': ' Journeys konvertieren binnen {time}',
  ' of journeys convert within {time}': ' der Journeys konvertieren binnen {time}',
  ' journeys converted so far and {open} are open':
    ' Journeys konvertierten bisher, und {open} sind offen',
  ' of journeys converted so far and {open} are open':
    ' der Journeys konvertierten bisher, und {open} sind offen',
  '; no touchpoint loses clearly more than the others':
    '; kein Kontaktpunkt verliert klar mehr als die anderen',
  '; the clearest leak is ': '; der klarste Verlust ist ',
  ' ({n} more abandonments than expected)': ' ({n} mehr Abbrüche als erwartet)',
  ', and ': ', und ',
  ' of pauses ended in a return within {time}':
    ' der Pausen endeten mit einer Rückkehr binnen {time}',
});

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
      { text: say('No journey has ended yet: ') },
      {
        text: say(outcomes.open.count === 1 ? '{n} is open' : '{n} are open', {
          n: formatCount(outcomes.open.count),
        }),
        tone: 'strong',
      },
      { text: say(', so nobody counts as lost.') },
    );
  } else if (outcomes.converted.count === 0) {
    phrases.push(
      { text: say('No conversion in this period'), tone: 'strong' },
      {
        text: say(
          ' among {n} closed journeys. Send an event of type conversion, or choose a goal.',
          { n: formatCount(closed.of) },
        ),
      },
    );
  } else if (share.of < fewest || share.rate === null) {
    phrases.push(
      {
        text: say('{n} of {all} journeys', {
          n: formatCount(share.count),
          all: formatCount(share.of),
        }),
        tone: 'strong',
      },
      {
        text: say(' converted: too few to name a rate, {more} more are needed.', {
          more: fewest - share.of,
        }),
      },
    );
  } else {
    const some = share.rate > 1 / 3;
    const time = formatDuration(horizonMs);
    const open = formatRate(outcomes.open.rate);
    phrases.push(
      { text: inWords(share.rate), tone: 'strong' },
      {
        text:
          among === 'within'
            ? say(some ? ' of journeys convert within {time}' : ' journeys convert within {time}', {
                time,
              })
            : say(
                some
                  ? ' of journeys converted so far and {open} are open'
                  : ' journeys converted so far and {open} are open',
                { open },
              ),
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
  if (!worst) return [{ text: say('; no touchpoint loses clearly more than the others') }];
  return [
    { text: say('; the clearest leak is ') },
    { text: touchpointName(worst.touchpoint), tone: 'lost' },
    {
      text: say(' ({n} more abandonments than expected)', {
        n: formatCount(Math.round(worst.excess.value)),
      }),
    },
  ];
}

function returnPhrases(reEntry: ReportTypes['re-entry'] | undefined): Phrase[] {
  const returned = reEntry?.result.returned;
  if (!reEntry || !returned || returned.rate === null || returned.of < fewest) return [];
  return [
    { text: say(', and ') },
    { text: formatRate(returned.rate), tone: 'returned' },
    {
      text: say(' of pauses ended in a return within {time}', {
        time: formatDuration(reEntry.result.horizonMs),
      }),
    },
  ];
}
