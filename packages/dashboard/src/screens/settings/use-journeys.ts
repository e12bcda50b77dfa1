import type { SavedJourney } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { ApiError, deleteJson, getJson, putJson } from '../../app/api.ts';
import { noticeRefusal, site } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import type { Got } from '../../app/use-get.ts';
import { definitionOf, draft, draftOf } from './journey-draft.ts';
import type { Draft } from './journey-draft.ts';
import { say } from './say.ts';

export interface Journeys {
  got: Got<SavedJourney[]>;
  busy: boolean;
  done: { text: string; undo?: () => Promise<void> } | undefined;
  failed: string | undefined;
  /** What somebody else saved under the name meanwhile. */
  conflict: SavedJourney | undefined;
  save: (now: Draft, over: boolean) => Promise<void>;
  remove: (journey: SavedJourney) => Promise<void>;
  forget: () => void;
}

const pathOf = (name: string): string => `/api/journeys/${encodeURIComponent(name)}`;

/** What the site calls a journey, and changing it. */
export function useJourneys(): Journeys {
  const id = site.value?.id ?? '';
  const list = `/api/journeys?site=${encodeURIComponent(id)}`;
  const got = useGet<SavedJourney[]>(id === '' ? null : list);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Journeys['done']>();
  const [failed, setFailed] = useState<string>();
  const [conflict, setConflict] = useState<SavedJourney>();

  const forget = () => {
    setDone(undefined);
    setFailed(undefined);
    setConflict(undefined);
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    forget();
    setBusy(true);
    try {
      await work();
    } catch (error) {
      noticeRefusal(error);
      setFailed(error instanceof ApiError ? `${error.message} ${error.hint}` : String(error));
    } finally {
      setBusy(false);
      got.again();
    }
  };
  const put = async (name: string, definition: object): Promise<SavedJourney> =>
    (await putJson(pathOf(name), { ...definition, site: id })) as SavedJourney;
  const putBack = (before: SavedJourney) => (): Promise<void> =>
    attempt(async () => {
      await put(before.name, definitionOf(draftOf(id, before)));
      setDone({ text: say('{name} is as it was.', { name: before.name }) });
    });

  return {
    got,
    busy,
    done,
    failed,
    conflict,
    forget,
    save: (now, over) =>
      attempt(async () => {
        const name = now.name.trim();
        const all = (await getJson(list)) as SavedJourney[];
        const before = all.find((one) => one.name === name);
        if (!over && before && before.version !== now.base) {
          setConflict(before);
          return;
        }
        const saved = await put(name, {
          ...definitionOf(now),
          // Who saves between the look and this is told, not lost.
          ifVersion: before?.version ?? 0,
        });
        draft.value = null;
        setDone({
          text: say('{name} was saved as version {version}.', { name, version: saved.version }),
          ...(before && before.version !== saved.version && { undo: putBack(before) }),
        });
      }),
    remove: (journey) =>
      attempt(async () => {
        const { name } = journey;
        await deleteJson(`${pathOf(name)}?site=${encodeURIComponent(id)}`);
        setDone({ text: say('{name} was removed.', { name }), undo: putBack(journey) });
      }),
  };
}
