import type { RejectionCode } from '@touchtrail/contract';
import { words } from '../../words/words.ts';

const say = words({
  'Mend the field that the message names.': 'Berichtigen Sie das Feld, das die Meldung nennt.',
  'Send less in one event: 32 KiB at most.':
    'Senden Sie weniger in einem Ereignis: höchstens 32 KiB.',
  'Mend what all events of the batch share.':
    'Berichtigen Sie, was alle Ereignisse des Stapels teilen.',
  'Ask for consent, then call:': 'Fragen Sie nach Einwilligung, dann rufen Sie auf:',
  'The decision is too old: ask again, then call:':
    'Die Entscheidung ist zu alt: Fragen Sie erneut, dann rufen Sie auf:',
  'Ask again on the text in force, or let the older one count:':
    'Fragen Sie zum geltenden Text erneut oder lassen Sie den älteren gelten:',
  'Check the clock and the consent platform.': 'Prüfen Sie die Uhr und die Einwilligungsplattform.',
  'Record after the decision, or allow what came before it:':
    'Zeichnen Sie nach der Entscheidung auf oder erlauben Sie, was vorher kam:',
  'Nothing to mend: this is what was asked for.': 'Nichts zu berichtigen: So wurde es verlangt.',
  'The browser objects; only an answer on the site counts more:':
    'Der Browser widerspricht; nur eine Antwort auf der Site zählt mehr:',
  'Processing is paused. To go on:': 'Die Verarbeitung ist angehalten. Zum Fortsetzen:',
  'The key may not send this type. Make one that may:':
    'Der Schlüssel darf diese Art nicht senden. Legen Sie einen an, der darf:',
});

/** What mends a refusal: a sentence and, where there is one, the line to add or run. */
export interface WayOut {
  text: string;
  code?: string;
}

const call = "touchtrail.consent('grant', { source: 'my-banner' });";

/** How events refused with a code get in. Undefined: a code that this page does not know. */
export function wayOut(code: string, site: string): WayOut | undefined {
  const ways: Readonly<Record<RejectionCode, () => WayOut>> = {
    invalid_event: () => ({ text: say('Mend the field that the message names.') }),
    event_too_large: () => ({ text: say('Send less in one event: 32 KiB at most.') }),
    invalid_context: () => ({ text: say('Mend what all events of the batch share.') }),
    consent_missing: () => ({ text: say('Ask for consent, then call:'), code: call }),
    consent_expired: () => ({
      text: say('The decision is too old: ask again, then call:'),
      code: call,
    }),
    consent_policy: () => ({
      text: say('Ask again on the text in force, or let the older one count:'),
      code: `touchtrail site privacy ${site} --set policyVersions=3,4`,
    }),
    consent_invalid: () => ({ text: say('Check the clock and the consent platform.') }),
    before_consent: () => ({
      text: say('Record after the decision, or allow what came before it:'),
      code: `touchtrail site privacy ${site} --set allowBeforeConsent=true`,
    }),
    withdrawn: () => ({ text: say('Nothing to mend: this is what was asked for.') }),
    opted_out: () => ({
      text: say('The browser objects; only an answer on the site counts more:'),
      code: call,
    }),
    erased: () => ({ text: say('Nothing to mend: this is what was asked for.') }),
    restricted: () => ({
      text: say('Processing is paused. To go on:'),
      code: `touchtrail people unrestrict ID --site ${site}`,
    }),
    scope_missing: () => ({
      text: say('The key may not send this type. Make one that may:'),
      code: `touchtrail key create --site ${site} --scope identify:write`,
    }),
  };
  return Object.hasOwn(ways, code) ? ways[code as RejectionCode]() : undefined;
}
