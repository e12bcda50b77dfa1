import { adjustments, noValue, otherValues, several } from '@touchtrail/contract/view';
import type { Adjustment } from '@touchtrail/contract/view';
import type { ReportTypes } from '@touchtrail/contract';
import { go, view } from '../../app/state.ts';
import { channelName } from '../../words/channels.ts';
import { words } from '../../words/words.ts';

const say = words({
  'Adjust for': 'Bereinigen nach',
  'entry channel': 'Eingangskanal',
  device: 'Gerät',
  campaign: 'Kampagne',
  'prior visits': 'frühere Besuche',
  'prior conversions': 'frühere Konversionen',
  'At most {n}: with more hardly any touch has comparable ones beside it.':
    'Höchstens {n}: Mit mehr hat kaum ein Kontakt vergleichbare neben sich.',
  'Adjusted for: step, calendar, all other touchpoints, {adjusted}. Not adjusted for: {rest}.':
    'Bereinigt nach: Schritt, Kalender, allen anderen Kontaktpunkten, {adjusted}. Nicht bereinigt nach: {rest}.',
  'Adjusted for: step, calendar, all other touchpoints. Not adjusted for: {rest}.':
    'Bereinigt nach: Schritt, Kalender, allen anderen Kontaktpunkten. Nicht bereinigt nach: {rest}.',
  'no value': 'kein Wert',
  others: 'andere',
});

const names = {
  entry_channel: 'entry channel',
  device: 'device',
  campaign: 'campaign',
  prior_visits: 'prior visits',
  prior_conversions: 'prior conversions',
} as const satisfies Record<Adjustment, string>;

export const adjustmentName = (one: Adjustment): string => say(names[one]);

/** What journeys of a stratum share, as people read it. */
export function sharedValue(of: Adjustment | undefined, value: string): string {
  if (value === noValue) return say('no value');
  if (value === otherValues) return say('others');
  return of === 'entry_channel' ? channelName(value) : value;
}

/** What the figures are adjusted for, and what not. */
export function adjustedWords({ result }: ReportTypes['make-or-break']): string {
  const adjusted = result.adjust.map(adjustmentName).join(', ');
  const rest = result.notAdjusted.map(adjustmentName).join(', ');
  return adjusted === ''
    ? say('Adjusted for: step, calendar, all other touchpoints. Not adjusted for: {rest}.', {
        rest,
      })
    : say(
        'Adjusted for: step, calendar, all other touchpoints, {adjusted}. Not adjusted for: {rest}.',
        { adjusted, rest },
      );
}

/** By what journeys are compared: some of a few. */
export function AdjustFor() {
  const { adjust } = view.value.several;
  const { most } = several.adjust;
  const isFull = adjust.length >= most;
  const turn = (one: Adjustment, on: boolean) =>
    go({
      several: {
        adjust: adjustments.filter((other) => (other === one ? on : adjust.includes(other))),
      },
    });
  return (
    <fieldset class="control several">
      <legend class="hidden">{say('Adjust for')}</legend>
      <span class="control-label" aria-hidden="true">
        {say('Adjust for')}
      </span>
      {adjustments.map((one) => {
        const isChosen = adjust.includes(one);
        const isRefused = isFull && !isChosen;
        return (
          <label
            key={one}
            class="check"
            title={
              isRefused
                ? say('At most {n}: with more hardly any touch has comparable ones beside it.', {
                    n: most,
                  })
                : undefined
            }
          >
            <input
              type="checkbox"
              checked={isChosen}
              disabled={isRefused}
              onChange={(event) => turn(one, event.currentTarget.checked)}
            />
            {adjustmentName(one)}
          </label>
        );
      })}
    </fieldset>
  );
}
