import type { SiteSummary } from '@touchtrail/contract';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatCount, plural } from '../format/numbers.ts';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { bugReport } from './bug-report.ts';
import { checkInstall } from './check-install.ts';
import type { RefusedCount } from './check-install.ts';
import { liveTouches } from './live.ts';
import { useGet } from './use-get.ts';

const say = words({
  Checks: 'Prüfungen',
  'Events arrive': 'Ereignisse kommen an',
  'No event has arrived since this page is open.':
    'Seit diese Seite offen ist, kam kein Ereignis an.',
  '{touches} are stored.': '{touches} sind gespeichert.',
  'Content security policy': 'Content Security Policy',
  'A page with such a policy must allow this service; what it blocks never gets here. Add:':
    'Eine Seite mit solcher Regel muss diesen Dienst erlauben; was sie sperrt, kommt nie hier an. Ergänzen Sie:',
  'The page that sent them allows this service. Another with such a policy needs:':
    'Die Seite, die sie sandte, erlaubt diesen Dienst. Eine andere mit solcher Regel braucht:',
  'Copy as bug report': 'Als Fehlerbericht kopieren',
  Consent: 'Einwilligung',
  'No event was refused for want of consent.':
    'Kein Ereignis wurde mangels Einwilligung abgewiesen.',
  '{n} events were refused for want of consent. After the banner, call:':
    '{n} Ereignisse wurden mangels Einwilligung abgewiesen. Rufen Sie nach dem Banner auf:',
  'This site records only after consent. After the banner, call:':
    'Diese Site zeichnet nur nach Einwilligung auf. Rufen Sie nach dem Banner auf:',
  'Who it is': 'Wer es ist',
  'Somebody was identified.': 'Jemand wurde erkannt.',
  'Everybody is anonymous so far. After a login, call:':
    'Bisher sind alle anonym. Rufen Sie nach einer Anmeldung auf:',
  Copy: 'Kopieren',
  fine: 'gut',
  'to do': 'zu tun',
  'cannot be seen from here': 'von hier nicht zu sehen',
});

const signs = { good: '✓', todo: '✗', unseen: '–' } as const;
const signWords = { good: 'fine', todo: 'to do', unseen: 'cannot be seen from here' } as const;

function Line({ code }: { code: string }) {
  return (
    <span class="code">
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={say('Copy')} />
    </span>
  );
}

/** What an installation needs, and the line to add where something is missing. */
export function InstallChecks({ site }: { site: SiteSummary }) {
  const { value } = useGet<{ counts: RefusedCount[] }>(
    `/api/privacy/refused?site=${encodeURIComponent(site.id)}`,
  );
  const found = checkInstall(site, liveTouches.value, value?.counts ?? []);
  const item = (state: keyof typeof signs, title: string, text: string, code?: string) => (
    <li class={`check-item ${state}`}>
      <span class="check-sign" role="img" aria-label={say(signWords[state])}>
        {signs[state]}
      </span>
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
        {code !== undefined && <Line code={code} />}
      </div>
    </li>
  );
  return (
    <section aria-labelledby="checks">
      <h2 id="checks">{say('Checks')}</h2>
      <ul class="checks">
        {item(
          found.events,
          say('Events arrive'),
          found.events === 'good'
            ? (liveTouches.value[0]?.touchpoint ??
                say('{touches} are stored.', {
                  touches: plural(site.touches, common('touch'), common('touches')),
                }))
            : say('No event has arrived since this page is open.'),
        )}
        {item(
          found.events === 'good' ? 'good' : 'unseen',
          say('Content security policy'),
          found.events === 'good'
            ? say('The page that sent them allows this service. Another with such a policy needs:')
            : say(
                'A page with such a policy must allow this service; what it blocks never gets here. Add:',
              ),
          `script-src ${location.origin}; connect-src ${location.origin}`,
        )}
        {item(
          found.consent,
          say('Consent'),
          found.refused > 0
            ? say('{n} events were refused for want of consent. After the banner, call:', {
                n: formatCount(found.refused),
              })
            : found.consent === 'good'
              ? say('No event was refused for want of consent.')
              : say('This site records only after consent. After the banner, call:'),
          found.consent === 'good'
            ? undefined
            : "touchtrail.consent({ measurement: true, storage: true }, { source: 'my-banner' });",
        )}
        {item(
          found.identify,
          say('Who it is'),
          found.identify === 'good'
            ? say('Somebody was identified.')
            : say('Everybody is anonymous so far. After a login, call:'),
          found.identify === 'good' ? undefined : "touchtrail.identify('user-42');",
        )}
      </ul>
      <p class="no-print">
        <CopyButton
          quiet
          label={say('Copy as bug report')}
          text={() =>
            bugReport({
              at: Date.now(),
              origin: location.origin,
              browser: navigator.userAgent,
              site,
              found,
              refused: value?.counts ?? [],
              touches: liveTouches.value,
            })
          }
        />
      </p>
    </section>
  );
}
