import type { PageCheck, SiteSummary } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { words } from '../words/words.ts';
import { ApiError, postJson } from './api.ts';
import { noticeRefusal } from './state.ts';

const say = words({
  'Address of a page': 'Adresse einer Seite',
  'Look at the page': 'Die Seite ansehen',
  'Looking…': 'Sieht nach …',
  'Looked at {url} (status {status}), as anybody gets it.':
    '{url} angesehen (Status {status}), wie jeder sie bekommt.',
});

/** Has the service look at a page of the site. */
export function PageToCheck(props: {
  site: SiteSummary;
  found: PageCheck | undefined;
  setFound: (found: PageCheck | undefined) => void;
}) {
  const { site, found, setFound } = props;
  const exact = site.origins.find((origin) => !origin.includes('*'));
  const [url, setUrl] = useState(exact === undefined ? '' : `${exact}/`);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const look = async () => {
    setBusy(true);
    setFailed(undefined);
    setFound(undefined);
    try {
      const path = `/api/sites/${encodeURIComponent(site.id)}/check-page`;
      setFound((await postJson(path, { url: url.trim(), service: location.origin })) as PageCheck);
    } catch (error) {
      noticeRefusal(error);
      setFailed(error instanceof ApiError ? `${error.message} ${error.hint}` : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <form
        class="field-row filter no-print"
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <label class="field">
          {say('Address of a page')}
          <input
            type="url"
            required
            maxLength={2_000}
            placeholder="https://shop.example/"
            value={url}
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={busy}>
          {say(busy ? 'Looking…' : 'Look at the page')}
        </button>
      </form>
      <p role="status" class="quiet">
        {found && (
          <bdi>
            {say('Looked at {url} (status {status}), as anybody gets it.', {
              url: found.url,
              status: found.status,
            })}
          </bdi>
        )}
      </p>
      {failed !== undefined && (
        <p class="warning" role="alert">
          <bdi>{failed}</bdi>
        </p>
      )}
    </>
  );
}
