import type { PageCheck, SiteSummary } from '@touchtrail/contract';
import { useEffect, useState } from 'preact/hooks';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatCount, plural } from '../format/numbers.ts';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { bugReport } from './bug-report.ts';
import { checkInstall } from './check-install.ts';
import type { InstallState, RefusedCount } from './check-install.ts';
import { liveTouches } from './live.ts';
import { PageToCheck } from './page-check.tsx';
import { snippet } from './snippet.ts';
import { role } from './state.ts';
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
  'The policy of the page lets the script in and its events out.':
    'Die Regel der Seite lässt das Script herein und seine Ereignisse hinaus.',
  'The page has no such policy.': 'Die Seite hat keine solche Regel.',
  'The policy of the page blocks the script. Add:':
    'Die Regel der Seite sperrt das Script. Ergänzen Sie:',
  'The policy of the page lets the script in, but blocks what it sends. Add:':
    'Die Regel der Seite lässt das Script herein, sperrt aber, was es sendet. Ergänzen Sie:',
  'Script tag': 'Script-Tag',
  'The tag stands in the page.': 'Das Tag steht in der Seite.',
  'The tag is not in the page as it is sent; if no tag manager adds it, add:':
    'Das Tag steht nicht in der Seite, wie sie gesendet wird; wenn kein Tag-Manager es ergänzt, ergänzen Sie:',
  'The tag has the key of another site. Replace it with:':
    'Das Tag hat den Schlüssel einer anderen Site. Ersetzen Sie es durch:',
  'Pages of this origin are refused. Allow it in the settings, or run:':
    'Seiten dieses Ursprungs werden abgewiesen. Erlauben Sie ihn in den Einstellungen oder rufen Sie auf:',
  'The page is told to ask, but no event has come: accept its banner.':
    'Die Seite fragt, aber kein Ereignis kam: Nehmen Sie ihren Banner an.',
  'Nothing in the page tells of consent, so nothing is sent. After the banner, call:':
    'Nichts in der Seite sagt etwas von Einwilligung, also wird nichts gesendet. Rufen Sie nach dem Banner auf:',
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

const askAgainMs = 5_000;
const dayMs = 86_400_000;

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

interface Said {
  text: string;
  code?: string;
}

function tagSaid(site: SiteSummary, page: PageCheck): Said {
  const code = snippet(location.origin, site.writeKey);
  if (page.tag === 'missing') {
    return {
      text: say('The tag is not in the page as it is sent; if no tag manager adds it, add:'),
      code,
    };
  }
  if (page.tag === 'other_key') {
    return { text: say('The tag has the key of another site. Replace it with:'), code };
  }
  if (page.isOriginAllowed) return { text: say('The tag stands in the page.') };
  return {
    text: say('Pages of this origin are refused. Allow it in the settings, or run:'),
    code: `touchtrail site update ${site.id} --origin ${new URL(page.url).origin}`,
  };
}

function policySaid(page: PageCheck | undefined, hasCome: boolean): Said {
  if (!page) {
    return {
      text: hasCome
        ? say('The page that sent them allows this service. Another with such a policy needs:')
        : say(
            'A page with such a policy must allow this service; what it blocks never gets here. Add:',
          ),
      code: `script-src ${location.origin}; connect-src ${location.origin}`,
    };
  }
  if (!page.hasPolicy) return { text: say('The page has no such policy.') };
  if (!page.isScriptAllowed) {
    return { text: say('The policy of the page blocks the script. Add:'), code: page.policyLine };
  }
  if (page.isSendingAllowed) {
    return { text: say('The policy of the page lets the script in and its events out.') };
  }
  return {
    text: say('The policy of the page lets the script in, but blocks what it sends. Add:'),
    code: page.policyLine,
  };
}

const call = "touchtrail.consent({ measurement: true, storage: true }, { source: 'my-banner' });";

function consentSaid(found: InstallState, page: PageCheck | undefined): Said {
  if (found.refused > 0) {
    return {
      text: say('{n} events were refused for want of consent. After the banner, call:', {
        n: formatCount(found.refused),
      }),
      code: call,
    };
  }
  if (found.consent === 'good') {
    return { text: say('No event was refused for want of consent.') };
  }
  if (page?.saysConsent) {
    return { text: say('The page is told to ask, but no event has come: accept its banner.') };
  }
  return {
    text: page
      ? say('Nothing in the page tells of consent, so nothing is sent. After the banner, call:')
      : say('This site records only after consent. After the banner, call:'),
    code: call,
  };
}

/** What an installation needs, and the line to add where something is missing. */
export function InstallChecks({ site }: { site: SiteSummary }) {
  const [page, setPage] = useState<PageCheck>();
  // What was mended the day before yesterday is mended.
  const from = new Date(Date.now() - dayMs).toISOString().slice(0, 10);
  const { value, again } = useGet<{ counts: RefusedCount[] }>(
    `/api/privacy/refused?site=${encodeURIComponent(site.id)}&from=${from}`,
  );
  useEffect(() => {
    const timer = setInterval(again, askAgainMs);
    return () => clearInterval(timer);
  }, []);
  const found = checkInstall(site, liveTouches.value, value?.counts ?? [], page);
  const item = (state: keyof typeof signs, title: string, { text, code }: Said) => (
    <li class={`check-item ${state}`}>
      <span class="check-sign" role="img" aria-label={say(signWords[state])}>
        {signs[state]}
      </span>
      <div>
        <strong>{title}</strong>
        <p>
          <bdi>{text}</bdi>
        </p>
        {code !== undefined && <Line code={code} />}
      </div>
    </li>
  );
  return (
    <section aria-labelledby="checks">
      <h2 id="checks">{say('Checks')}</h2>
      {role.value === 'admin' && <PageToCheck site={site} found={page} setFound={setPage} />}
      <ul class="checks">
        {item(found.events, say('Events arrive'), {
          text:
            found.events === 'good'
              ? (liveTouches.value[0]?.touchpoint ??
                say('{touches} are stored.', {
                  touches: plural(site.touches, common('touch'), common('touches')),
                }))
              : say('No event has arrived since this page is open.'),
        })}
        {page && item(found.tag, say('Script tag'), tagSaid(site, page))}
        {item(
          found.policy,
          say('Content security policy'),
          policySaid(page, found.events === 'good'),
        )}
        {item(found.consent, say('Consent'), consentSaid(found, page))}
        {item(
          found.identify,
          say('Who it is'),
          found.identify === 'good'
            ? { text: say('Somebody was identified.') }
            : {
                text: say('Everybody is anonymous so far. After a login, call:'),
                code: "touchtrail.identify('user-42');",
              },
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
