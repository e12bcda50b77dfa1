import type { SiteSummary, WouldRemove } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { ApiError, postJson, putJson } from '../../app/api.ts';
import { noticeRefusal, reloadSites } from '../../app/state.ts';
import { saySite } from './site-words.ts';
import { changesOf, draftOf, dropDraft, keepDraft, onto } from './site-draft.ts';
import type { Draft } from './site-draft.ts';

export interface SiteEditor {
  busy: boolean;
  /** What was done last, how to take it back, and a site that is new. */
  done: { text: string; undo?: () => Promise<void>; added?: SiteSummary } | undefined;
  failed: string | undefined;
  /** What somebody else saved meanwhile. */
  conflict: SiteSummary | undefined;
  /** What saving would remove: it has to be said once more. */
  removes: readonly WouldRemove[] | undefined;
  save: (now: Draft, confirmed?: boolean) => Promise<void>;
  add: (now: Draft) => Promise<void>;
  forget: () => void;
}

interface Refused {
  current?: SiteSummary;
  removes?: WouldRemove[];
}

const put = async (now: Draft, confirmed: boolean): Promise<SiteSummary> =>
  (await putJson(`/api/sites/${encodeURIComponent(now.site)}`, {
    ...changesOf(now),
    version: now.version,
    confirmed,
  })) as SiteSummary;

/** Changing how a site is set up, and adding one. */
export function useSite(): SiteEditor {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<SiteEditor['done']>();
  const [failed, setFailed] = useState<string>();
  const [conflict, setConflict] = useState<SiteSummary>();
  const [removes, setRemoves] = useState<readonly WouldRemove[]>();

  const forget = () => {
    setDone(undefined);
    setFailed(undefined);
    setConflict(undefined);
    setRemoves(undefined);
  };
  const attempt = async (work: () => Promise<SiteEditor['done']>): Promise<void> => {
    forget();
    setBusy(true);
    try {
      const did = await work();
      // What was saved is saved, whether or not the list can be read again now.
      await reloadSites().catch(() => undefined);
      setDone(did);
    } catch (error) {
      noticeRefusal(error);
      const { current, removes: removed } = (
        error instanceof ApiError && error.status === 409 ? (error.body ?? {}) : {}
      ) as Refused;
      if (current) setConflict(current);
      else if (removed) setRemoves(removed);
      else setFailed(error instanceof ApiError ? `${error.message} ${error.hint}` : String(error));
    } finally {
      setBusy(false);
    }
  };

  const save = (now: Draft, confirmed = false): Promise<void> =>
    attempt(async () => {
      if (Object.keys(changesOf(now)).length === 0) {
        dropDraft(now.area);
        return { text: saySite('Nothing was changed.') };
      }
      const saved = await put(now, confirmed);
      dropDraft(now.area);
      const back: Draft = {
        ...draftOf(saved, now.area === 'policy' ? 'policy' : 'site'),
        typed: now.was,
      };
      return {
        text: saySite('{site} is changed; services have it within seconds.', { site: saved.name }),
        undo: () =>
          attempt(async () => {
            try {
              const { name } = await put(back, false);
              return { text: saySite('{site} is as it was.', { site: name }) };
            } catch (error) {
              // What cannot be taken back at once stays as a draft, to be looked at.
              if (error instanceof ApiError && error.status === 409) keepDraft(back);
              throw error;
            }
          }),
      };
    });

  return {
    busy,
    done,
    failed,
    conflict,
    removes,
    forget,
    save,
    add: (now) =>
      attempt(async () => {
        const added = (await postJson('/api/sites', changesOf(now))) as SiteSummary;
        dropDraft('new');
        return {
          text: saySite(
            '{site} is added. Paste this line before the closing head tag of its pages:',
            { site: added.name },
          ),
          added,
        };
      }),
  };
}

/** Puts what is typed onto what somebody else saved, and goes on from there. */
export const putOnto = (mine: Draft, theirs: SiteSummary): Draft => {
  const draft = onto(mine, theirs);
  keepDraft(draft);
  return draft;
};
