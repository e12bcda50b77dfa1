import type { SiteSummary } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatClock } from '../format/times.ts';
import { liveStatus, liveTouches } from './live.ts';

const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The tag to paste, with the site's write key filled in. */
export const snippet = (origin: string, writeKey: string): string =>
  `<script async src="${attribute(origin)}/t.js" data-site="${attribute(writeKey)}"></script>`;

/** A site without data: what to paste, and a line that turns by itself when the first touch is stored. */
export function Onboarding({ site, onSeen }: { site: SiteSummary; onSeen: () => Promise<void> }) {
  const code = snippet(location.origin, site.writeKey);
  const first = liveTouches.value.at(-1);
  const [busy, setBusy] = useState(false);
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
        Connect <bdi>{site.name}</bdi>
      </h1>
      <p class="lead">Paste one line before the closing head tag of every page.</p>
      <div class="code">
        <pre tabIndex={0} aria-label="Script tag">
          <code>{code}</code>
        </pre>
        <CopyButton text={code} label="Copy" />
      </div>
      <p class={first ? 'waiting seen' : 'waiting'} role="status">
        <span class={`pulse ${first ? 'open' : liveStatus.value}`} aria-hidden="true" />
        {first ? (
          <>
            <span>
              First event at {formatClock(first.receivedAt, site.timezone)}:{' '}
              <bdi>{first.touchpoint}</bdi>
            </span>
            <button
              type="button"
              class="button primary"
              disabled={busy}
              onClick={() => void show()}
            >
              {busy ? 'Counting…' : 'Show the journeys'}
            </button>
          </>
        ) : (
          <span>
            {liveStatus.value === 'retrying'
              ? 'The live line broke; reconnecting…'
              : 'Waiting for the first event…'}
          </span>
        )}
      </p>
      <h2>No page at hand?</h2>
      <ul class="ways">
        <li>
          <a href="/demo/shop/" target="_blank" rel="noopener">
            Open the demo shop
          </a>{' '}
          in another tab, accept its banner and click around: the touches arrive here.
        </li>
        <li>
          Or load a month of believable life into a site of its own: <code>touchtrail demo</code>
        </li>
      </ul>
      <h2>Nothing arrives?</h2>
      <ul class="ways">
        <li>
          {site.consentMode === 'opt_in'
            ? 'This site records only after consent: accept the banner, or call touchtrail.consent().'
            : 'This site records without a consent receipt.'}
        </li>
        <li>
          Allowed origins: <bdi>{site.origins.join(', ') || 'none'}</bdi>. A page from elsewhere is
          refused.
        </li>
        <li>
          With a content security policy, add {location.origin} to script-src and connect-src.
        </li>
      </ul>
    </div>
  );
}
