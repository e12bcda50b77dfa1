import type { SiteSummary } from '@touchtrail/contract';
import { role, zone } from '../../app/state.ts';
import { snippet } from '../../app/snippet.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { LastDone } from '../../ui/last-done.tsx';
import { Link } from '../../ui/link.tsx';
import { PolicyFacts, SiteFacts } from './facts.tsx';
import { say } from './say.ts';
import { draftOf, drafts, keepDraft, newDraft } from './site-draft.ts';
import { SiteForm } from './site-form.tsx';
import { saySite } from './site-words.ts';
import { useSite } from './use-site.ts';
import type { SiteEditor } from './use-site.ts';

function Added({ site }: { site: SiteSummary }) {
  const line = snippet(location.origin, site.writeKey);
  return (
    <>
      <div class="code">
        <pre tabIndex={0}>
          <code>{line}</code>
        </pre>
        <CopyButton text={line} label={say('Copy')} />
      </div>
      <p>
        <Link to={{ site: site.id, screen: 'overview' }}>
          {saySite('Wait for its first event')}
        </Link>
      </p>
    </>
  );
}

function Said({ editor, hasForm }: { editor: SiteEditor; hasForm: boolean }) {
  const { done, failed } = editor;
  return (
    <LastDone done={done} failed={hasForm ? undefined : failed}>
      {done?.added && <Added site={done.added} />}
    </LastDone>
  );
}

/** What a site is, or what may be kept of whom: as it holds, and changing it. */
export function SiteArea({ site, area }: { site: SiteSummary; area: 'site' | 'policy' }) {
  const editor = useSite();
  const may = role.value === 'admin';
  const mine = drafts.value[area];
  // What was begun on another site waits there.
  const changing = mine?.site === site.id ? mine : undefined;
  const now = may ? (changing ?? (area === 'site' ? drafts.value.new : undefined)) : undefined;
  const begin = (draft: Parameters<typeof keepDraft>[0]) => {
    editor.forget();
    keepDraft(draft);
  };
  return (
    <>
      <div class="controls no-print">
        {!may && (
          <span class="quiet">
            {saySite('Changing this needs the role admin; you are signed in as {role}.', {
              role: role.value,
            })}
          </span>
        )}
        {may && (
          <button
            type="button"
            class="button"
            disabled={now !== undefined}
            onClick={() => begin(draftOf(site, area))}
          >
            {saySite(area === 'site' ? 'Change the site' : 'Change consent & retention')}
          </button>
        )}
        {may && area === 'site' && (
          <button
            type="button"
            class="button"
            disabled={now !== undefined}
            onClick={() => begin(newDraft(zone.value, site.currency))}
          >
            {saySite('New site')}
          </button>
        )}
      </div>
      <Said editor={editor} hasForm={now !== undefined} />
      {now && <SiteForm key={now.area} now={now} editor={editor} />}
      {area === 'site' ? <SiteFacts site={site} /> : <PolicyFacts site={site} />}
    </>
  );
}
