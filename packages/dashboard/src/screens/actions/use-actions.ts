import type { Action } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { ApiError, deleteJson, postJson, putJson } from '../../app/api.ts';
import { noticeRefusal, site } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import type { Got } from '../../app/use-get.ts';
import { inputOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { say, stateName } from './say.ts';

/** What was done last, and how to take it back. */
interface Done {
  text: string;
  undo?: () => Promise<void>;
}

export interface Board {
  got: Got<Action[]>;
  /** As the service has them, and what is on its way over it. */
  actions: Action[] | undefined;
  /** Ids that are being saved. */
  saving: ReadonlySet<string>;
  done: Done | undefined;
  /** Why the last change was not kept. */
  failed: string | undefined;
  /** What somebody else saved in between, while one's own is not. */
  conflict: Action | undefined;
  move: (action: Action) => Promise<void>;
  save: (draft: Draft) => Promise<boolean>;
  remove: (action: Action) => Promise<void>;
  forgetConflict: () => void;
}

const asAction = (value: unknown): Action | undefined =>
  value instanceof ApiError && typeof value.body === 'object' && value.body !== null
    ? (value.body as { current?: Action }).current
    : undefined;

/** The board of a site. A change shows at once, is marked until it is saved, and goes back if it is not. */
export function useActions(): Board {
  const id = site.value?.id;
  const path = '/api/actions';
  const query = `site=${encodeURIComponent(id ?? '')}`;
  const got = useGet<Action[]>(id === undefined ? null : `${path}?${query}`);
  const [over, setOver] = useState<ReadonlyMap<string, Action | null>>(new Map());
  const [saving, setSaving] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<Done>();
  const [failed, setFailed] = useState<string>();
  const [conflict, setConflict] = useState<Action>();

  const drop = (key: string) =>
    setOver((now) => {
      const left = new Map(now);
      left.delete(key);
      return left;
    });
  /** Shows a change, tries it, and takes it back when it is not kept. */
  const attempt = async (
    key: string,
    shown: Action | null | undefined,
    run: () => Promise<Action | null>,
  ): Promise<boolean> => {
    // What can be undone is the last change, never the one before it.
    setDone(undefined);
    setFailed(undefined);
    setConflict(undefined);
    setSaving((now) => new Set(now).add(key));
    if (shown !== undefined) setOver((now) => new Map(now).set(key, shown));
    try {
      const saved = await run();
      // Shown until the list that is asked for now has it.
      if (shown !== undefined) setOver((now) => new Map(now).set(key, saved));
      return true;
    } catch (error) {
      noticeRefusal(error);
      setConflict(asAction(error));
      setFailed(error instanceof ApiError ? `${error.message} ${error.hint}` : String(error));
      drop(key);
      return false;
    } finally {
      got.again();
      setSaving((now) => new Set([...now].filter((one) => one !== key)));
    }
  };
  const at = (key: string) => `${path}/${encodeURIComponent(key)}`;
  const discard = async (action: Action): Promise<null> => {
    await deleteJson(`${at(action.id)}?${query}`);
    return null;
  };
  const put = async (action: Action): Promise<Action> =>
    (await putJson(at(action.id), {
      ...inputOf(action),
      site: id,
      version: action.version,
    })) as Action;

  const shownOf = (one: Action): Action | null => {
    const mine = over.get(one.id);
    if (mine === undefined) return one;
    return mine === null || saving.has(one.id) || mine.version > one.version ? mine : one;
  };
  const actions = got.value?.map(shownOf).filter((one) => one !== null);
  /** As it is shown: the list may still be the one from before the last change. */
  const known = (key: string | null) => actions?.find((one) => one.id === key);
  return {
    got,
    actions,
    saving,
    done,
    failed,
    conflict,
    forgetConflict: () => {
      setConflict(undefined);
      setFailed(undefined);
    },
    async move(action) {
      const before = known(action.id);
      await attempt(action.id, action, async () => {
        const saved = await put(action);
        const back = before && { ...before, version: saved.version };
        setDone({
          text: say('{title} moved to {state}.', {
            title: saved.title,
            state: stateName(saved.state),
          }),
          ...(back && {
            undo: async () => {
              await attempt(action.id, back, async () => put(back));
            },
          }),
        });
        return saved;
      });
    },
    async save(draft) {
      const before = known(draft.id);
      return attempt(draft.id ?? 'new', undefined, async () => {
        const body = { ...inputOf(draft), site: id };
        const saved = (await (draft.id === null
          ? postJson(path, body)
          : putJson(at(draft.id), { ...body, version: draft.version }))) as Action;
        setDone({
          text: say('{title} was saved.', { title: draft.title }),
          undo: async () => {
            await attempt(saved.id, before ? { ...before, version: saved.version } : null, () =>
              before ? put({ ...before, version: saved.version }) : discard(saved),
            );
          },
        });
        return saved;
      });
    },
    async remove(action) {
      await attempt(action.id, null, async () => {
        await discard(action);
        setDone({
          text: say('{title} was removed.', { title: action.title }),
          undo: async () => {
            await attempt(
              'new',
              undefined,
              async () => (await postJson(path, { ...inputOf(action), site: id })) as Action,
            );
          },
        });
        return null;
      });
    },
  };
}
