import type { SiteSummary } from '@touchtrail/contract';
import { useEffect, useState } from 'preact/hooks';
import { CopyButton } from '../ui/copy-button.tsx';
import { Touchpoint } from '../ui/name.tsx';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import { InstallChecks } from './install-checks.tsx';
import { plural } from '../format/numbers.ts';
import { formatClock } from '../format/times.ts';
import { snippet } from './snippet.ts';
import { liveStatus, liveTouches } from './live.ts';
import { go, linkProblems, reloadOtherSites, sites, view } from './state.ts';

const say = words({
  'Connect {site}': '{site} verbinden',
  'Paste one line before the closing head tag of every page.':
    'Fügen Sie eine Zeile vor dem schließenden head-Tag jeder Seite ein.',
  'Script tag': 'Script-Tag',
  Copy: 'Kopieren',
  'First event at {time}:': 'Erstes Ereignis um {time}:',
  'Counting…': 'Wird gezählt …',
  'Show the journeys': 'Die Journeys zeigen',
  'The live line broke; reconnecting…': 'Die Live-Verbindung brach ab; verbindet neu …',
  'Waiting for the first event…': 'Wartet auf das erste Ereignis …',
  'No page at hand?': 'Keine Seite zur Hand?',
  'Open the demo shop': 'Den Demo-Shop öffnen',
  'in another tab, accept its banner and click around: the touches arrive here.':
    'in einem anderen Tab, seinen Banner annehmen und umherklicken: Die Kontakte kommen hier an.',
  'Or load a month of believable life into a site of its own:':
    'Oder einen Monat glaubhaftes Leben in eine eigene Site laden:',
  '(in a checkout:': '(aus dem Quelltext:',
  '{site} has {touches}: show it': '{site} hat {touches}: ansehen',
  'Allowed origins: {origins}. A page from elsewhere is refused.':
    'Erlaubte Ursprünge: {origins}. Eine Seite von woanders wird abgewiesen.',
});

const askAgainMs = 3_000;
const most = 5;

/** A site without data: what to paste, and a line that turns by itself when the first touch is stored. */
export function Onboarding({ site, onSeen }: { site: SiteSummary; onSeen: () => Promise<void> }) {
  const code = snippet(location.origin, site.writeKey);
  const first = liveTouches.value.at(-1);
  const [busy, setBusy] = useState(false);
  // The demo is loaded elsewhere: who waits here is offered it, and is not taken away to it.
  useEffect(() => {
    if (view.value.site === null && linkProblems.value.length === 0)
      go({ site: site.id }, 'replace');
    const timer = setInterval(() => void reloadOtherSites(site), askAgainMs);
    return () => clearInterval(timer);
  }, [site.id]);
  const others = sites.value.filter((one) => one.id !== site.id && one.touches > 0);
  const show = async () => {
    setBusy(true);
    try {
      await onSeen();
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="onboarding">
      <h1>
        <bdi>{say('Connect {site}', { site: site.name })}</bdi>
      </h1>
      <p class="lead">{say('Paste one line before the closing head tag of every page.')}</p>
      <div class="code">
        <pre tabIndex={0} aria-label={say('Script tag')}>
          <code>{code}</code>
        </pre>
        <CopyButton text={code} label={say('Copy')} />
      </div>
      <p class={first ? 'waiting seen' : 'waiting'} role="status">
        <span class={`pulse ${first ? 'open' : liveStatus.value}`} aria-hidden="true" />
        {first ? (
          <>
            <span>
              {say('First event at {time}:', {
                time: formatClock(first.receivedAt, site.timezone),
              })}{' '}
              <Touchpoint of={first.touchpoint} />
            </span>
            <button
              type="button"
              class="button primary"
              disabled={busy}
              onClick={() => void show()}
            >
              {say(busy ? 'Counting…' : 'Show the journeys')}
            </button>
          </>
        ) : (
          <span>
            {liveStatus.value === 'retrying'
              ? say('The live line broke; reconnecting…')
              : say('Waiting for the first event…')}
          </span>
        )}
      </p>
      <h2>{say('No page at hand?')}</h2>
      <ul class="ways">
        <li>
          <a href="/demo/shop/" target="_blank" rel="noopener">
            {say('Open the demo shop')}
          </a>{' '}
          {say('in another tab, accept its banner and click around: the touches arrive here.')}
        </li>
        <li>
          {say('Or load a month of believable life into a site of its own:')}{' '}
          <code>touchtrail demo</code> {say('(in a checkout:')}{' '}
          <code>npm run -s touchtrail -- demo</code>)
        </li>
      </ul>
      <p class="others" role="status">
        {others.slice(0, most).map((one) => (
          <button key={one.id} type="button" class="button" onClick={() => go({ site: one.id })}>
            <bdi>
              {say('{site} has {touches}: show it', {
                site: one.name,
                touches: plural(one.touches, common('touch'), common('touches')),
              })}
            </bdi>
          </button>
        ))}
      </p>
      <InstallChecks site={site} />
      <p class="quiet">
        {say('Allowed origins: {origins}. A page from elsewhere is refused.', {
          origins: site.origins.join(', ') || common('none'),
        })}
      </p>
    </div>
  );
}
