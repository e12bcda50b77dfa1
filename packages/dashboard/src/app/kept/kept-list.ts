import { signal } from '@preact/signals';
import type { Annotation, Kept, SavedView } from '@touchtrail/contract';
import { ApiError, deleteJson, getJson, postJson, putJson } from '../api.ts';
import { noticeRefusal } from '../state.ts';

export type Said<Item> = Omit<Item, keyof Kept<unknown>>;

/** What was done last, and how to take it back. */
export interface Done<Item> {
  what: 'added' | 'changed' | 'removed';
  item: Item;
  undo: () => Promise<void>;
}

/** Why the last change was not kept; with a conflict, what somebody else saved meanwhile. */
export interface NotKept<Item> {
  why: string;
  current: Item | undefined;
}

/** A change that is on its way; `item` null: its removal. */
interface Under<Item> {
  id: string;
  item: Item | null;
}

/**
 * What people keep on a site, as the service has it. A change shows at once, is marked until it is
 * saved, and goes back if it is refused.
 *
 * @param path of the API
 * @param saidOf what of an item is written
 */
function createKeptList<Item extends Kept<object>>(
  path: string,
  saidOf: (item: Said<Item>) => Said<Item>,
) {
  const site = signal<string>();
  const kept = signal<readonly Item[]>();
  const under = signal<Under<Item>>();
  const done = signal<Done<Item>>();
  const failed = signal<NotKept<Item>>();
  const loadFailed = signal<ApiError>();

  const load = async (): Promise<void> => {
    const id = site.value;
    if (id === undefined) return;
    try {
      const list = (await getJson(`${path}?site=${encodeURIComponent(id)}`)) as Item[];
      // Somebody may look at another site by now.
      if (site.value === id) {
        kept.value = list;
        loadFailed.value = undefined;
      }
    } catch (error) {
      noticeRefusal(error);
      if (error instanceof ApiError && site.value === id) loadFailed.value = error;
    }
  };
  const attempt = async (now: Under<Item>, run: () => Promise<Done<Item>>): Promise<boolean> => {
    under.value = now;
    done.value = undefined;
    failed.value = undefined;
    try {
      done.value = await run();
      await load();
      return true;
    } catch (error) {
      noticeRefusal(error);
      const current =
        error instanceof ApiError
          ? (error.body as { current?: Item } | undefined)?.current
          : undefined;
      failed.value = {
        why: error instanceof ApiError ? `${error.message} ${error.hint}` : String(error),
        current,
      };
      // Also what somebody else did meanwhile.
      await load();
      return false;
    } finally {
      under.value = undefined;
    }
  };
  const at = (id: string) => `${path}/${encodeURIComponent(id)}`;
  const post = async (said: Said<Item>): Promise<Item> =>
    (await postJson(path, { ...saidOf(said), site: site.value })) as Item;
  const put = async (id: string, version: number, said: Said<Item>): Promise<Item> =>
    (await putJson(at(id), { ...saidOf(said), site: site.value, version })) as Item;
  const draftOf = (said: Said<Item>): Item =>
    ({ ...said, id: '', site: site.value ?? '', version: 0, actor: '', at: 0 }) as unknown as Item;

  async function undone(done_: Promise<boolean>): Promise<void> {
    if (await done_) done.value = undefined;
  }
  const add = (said: Said<Item>): Promise<boolean> =>
    attempt({ id: '', item: draftOf(said) }, async () => {
      const item = await post(said);
      return { what: 'added', item, undo: () => undone(remove(item)) };
    });
  const change = (before: Item, said: Said<Item>): Promise<boolean> =>
    attempt({ id: before.id, item: { ...before, ...said } }, async () => {
      const item = await put(before.id, before.version, said);
      return {
        what: 'changed',
        item,
        undo: () => undone(change(item, before as unknown as Said<Item>)),
      };
    });
  const remove = (item: Item): Promise<boolean> =>
    attempt({ id: item.id, item: null }, async () => {
      await deleteJson(`${at(item.id)}?site=${encodeURIComponent(item.site)}`);
      return { what: 'removed', item, undo: () => undone(add(item as unknown as Said<Item>)) };
    });

  return {
    done,
    failed,
    loadFailed,
    /** Id of what is being saved; empty: something new. */
    saving: () => under.value?.id,
    /** What is there, with what is on its way; undefined until it is known. */
    items(): readonly Item[] | undefined {
      const now = under.value;
      if (!now || kept.value === undefined) return kept.value;
      const rest = kept.value.map((one) => (one.id === now.id ? now.item : one));
      if (now.id === '') rest.unshift(now.item);
      return rest.filter((one) => one !== null);
    },
    /** Looks at a site; asks for what it has once. */
    lookAt(id: string): void {
      if (site.value === id) return;
      site.value = id;
      kept.value = undefined;
      done.value = undefined;
      failed.value = undefined;
      void load();
    },
    load,
    add,
    change,
    remove,
    forget(): void {
      failed.value = undefined;
      done.value = undefined;
    },
  };
}

export const savedViews = createKeptList<SavedView>('/api/views', ({ name, link }) => ({
  name,
  link,
}));
export const annotations = createKeptList<Annotation>('/api/annotations', ({ day, text }) => ({
  day,
  text,
}));
