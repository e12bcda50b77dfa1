import type { Segment } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { ApiError, deleteJson, getJson, postJson } from '../../app/api.ts';
import { noticeRefusal, site } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import type { Got } from '../../app/use-get.ts';
import { draftRule } from './draft.ts';
import type { Draft } from './draft.ts';
import { say } from './say.ts';

interface Done {
  text: string;
  /** Of a webhook that was just made: nobody can read it again. */
  secret?: string;
  undo?: () => Promise<void>;
}

/** A segment with all it said before, newest first. */
export type SegmentHistory = Segment & { versions: (Segment & { deleted: boolean })[] };

export interface Segments {
  got: Got<Segment[]>;
  done: Done | undefined;
  failed: string | undefined;
  /** What somebody else saved under the same key meanwhile; null: they removed it. */
  conflict: Segment | null | undefined;
  busy: boolean;
  /** @param over saves over what somebody else did. */
  save: (draft: Draft, over: boolean) => Promise<boolean>;
  remove: (segment: Segment) => Promise<void>;
  forget: () => void;
}

const root = '/api/segments';
/** The address of a segment, or of what is asked of it. */
export const segmentPath = (key: string, what = '', query = ''): string =>
  `${root}/${encodeURIComponent(key)}${what}?site=${encodeURIComponent(site.value?.id ?? '')}${query}`;

const why = (error: unknown): string =>
  error instanceof ApiError ? `${error.message} ${error.hint}` : String(error);

async function current(key: string): Promise<Segment | null> {
  try {
    return (await getJson(segmentPath(key))) as Segment;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** Saved segments of a site, and changing them. Says what was done only when the service did it. */
export function useSegments(): Segments {
  const id = site.value?.id;
  const got = useGet<Segment[]>(id === undefined ? null : `${root}?site=${encodeURIComponent(id)}`);
  const [done, setDone] = useState<Done>();
  const [failed, setFailed] = useState<string>();
  const [conflict, setConflict] = useState<Segment | null>();
  const [busy, setBusy] = useState(false);

  const forget = () => {
    setDone(undefined);
    setFailed(undefined);
    setConflict(undefined);
  };
  const attempt = async (work: () => Promise<boolean>): Promise<boolean> => {
    forget();
    setBusy(true);
    try {
      return await work();
    } catch (error) {
      noticeRefusal(error);
      setFailed(why(error));
      return false;
    } finally {
      setBusy(false);
      got.again();
    }
  };
  const post = async (segment: object): Promise<Segment & { secret?: string }> =>
    (await postJson(root, { ...segment, site: id })) as Segment & { secret?: string };
  const putBack = (before: Segment, withWebhook: boolean) => async (): Promise<void> => {
    const { key, name, description, rule, webhook } = before;
    await attempt(async () => {
      const { secret } = await post({
        key,
        name,
        description,
        rule,
        ...(withWebhook && { webhook }),
      });
      setDone({ text: say('{key} is as it was.', { key }), ...(secret && { secret }) });
      return true;
    });
  };

  return {
    got,
    done,
    failed,
    conflict,
    busy,
    forget,
    save: (draft, over) =>
      attempt(async () => {
        const written = draftRule(draft);
        if ('wrong' in written) {
          setFailed(say('This is no JSON: {why}', { why: written.wrong }));
          return false;
        }
        const key = draft.key.trim();
        const before = await current(key);
        if (!over && (before?.version ?? 0) !== draft.base) {
          setConflict(before);
          return false;
        }
        const webhook = draft.webhook.trim();
        const changed = webhook !== (before?.webhook?.url ?? '');
        const saved = await post({
          key,
          name: draft.name.trim(),
          description: draft.description.trim(),
          rule: written.rule,
          // Who saves between the look and this is told, not lost.
          ifVersion: before?.version ?? 0,
          // Left out it stays: an analyst may save a segment whose webhook an admin set.
          ...(changed && { webhook: webhook === '' ? null : { url: webhook } }),
        });
        setDone({
          text: say('{key} was saved as version {version}.', { key, version: saved.version }),
          ...(saved.secret && { secret: saved.secret }),
          ...(before && saved.version !== before.version && { undo: putBack(before, changed) }),
        });
        return true;
      }),
    async remove(segment) {
      const { key, webhook } = segment;
      await attempt(async () => {
        await deleteJson(segmentPath(key));
        setDone({
          text: say('{key} was removed.', { key }),
          undo: putBack(segment, webhook !== null),
        });
        return true;
      });
    },
  };
}
