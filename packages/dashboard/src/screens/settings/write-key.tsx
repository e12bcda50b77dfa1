import type { SiteSummary } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { ApiError, postJson } from '../../app/api.ts';
import { noticeRefusal, reloadSites, role } from '../../app/state.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { say } from './say.ts';
import { Sure } from './sure.tsx';

/** The key that pages send with; an admin replaces it without cutting off a page. */
export function WriteKey({ site }: { site: SiteSummary }) {
  const [busy, setBusy] = useState(false);
  const [sure, setSure] = useState(false);
  const [said, setSaid] = useState<{ text: string; failed?: boolean }>();
  const { writeKey, previousWriteKey } = site;
  const change = async (action: 'rotate-key' | 'end-old-key', text: string): Promise<void> => {
    setBusy(true);
    try {
      await postJson(`/api/sites/${encodeURIComponent(site.id)}/${action}`, {});
      await reloadSites();
      setSaid({ text });
    } catch (error) {
      noticeRefusal(error);
      setSaid({
        text: error instanceof ApiError ? `${error.message} ${error.hint}` : String(error),
        failed: true,
      });
    } finally {
      setSure(false);
      setBusy(false);
    }
  };
  return (
    <section class="figure" aria-labelledby="write-key">
      <h2 id="write-key">{say('Write key')}</h2>
      <p class="controls">
        <code>{writeKey}</code> <CopyButton text={writeKey} label={say('Copy')} />
        {role.value === 'admin' && previousWriteKey === undefined && (
          <button
            type="button"
            class="button small no-print"
            disabled={busy}
            onClick={() =>
              void change(
                'rotate-key',
                say('There is a new write key. Put it into every page, then end the old one.'),
              )
            }
          >
            {say('New write key')}
          </button>
        )}
      </p>
      {previousWriteKey !== undefined && (
        <p class="controls">
          {say('Works still:')} <code>{previousWriteKey}</code>
          {role.value === 'admin' && !sure && (
            <button
              type="button"
              class="button small no-print"
              disabled={busy}
              onClick={() => setSure(true)}
            >
              {say('End the old key')}
            </button>
          )}
          {sure && (
            <Sure
              why={say('Pages that still have it are refused then.')}
              yes={say('Yes, end it')}
              disabled={busy}
              onYes={() => void change('end-old-key', say('Only the new write key works now.'))}
              onNo={() => setSure(false)}
            />
          )}
        </p>
      )}
      {said && (
        <p
          class={said.failed ? 'warning' : 'done no-print'}
          role={said.failed ? 'alert' : 'status'}
        >
          <bdi>{said.text}</bdi>
        </p>
      )}
      <p class="figure-note">{say('It stands in every page and may be seen: it can only send.')}</p>
    </section>
  );
}
