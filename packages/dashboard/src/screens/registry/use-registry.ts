import type {
  RegistryAnswer,
  RegistryChange,
  RegistryEffect,
  RegistryProblem,
  RegistryVersion,
  SilentTouchpoint,
  UnmappedGroup,
} from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { ApiError, getJson, postJson, putJson } from '../../app/api.ts';
import { noticeRefusal, site } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import type { Got } from '../../app/use-get.ts';
import { loadNames } from '../../app/use-names.ts';
import { dropDraft, keepDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { mergeRegistries } from './merge.ts';
import { say } from './say.ts';
import { followSaved } from './typed.ts';

interface Saved extends RegistryVersion {
  saved: boolean;
  warnings: RegistryProblem[];
}

interface Refusal {
  text: string;
  issues: { message: string; level?: string }[];
}

interface Clash {
  /** The version in force; what it says is asked for when it is put together. */
  current: RegistryVersion;
  changes: RegistryChange[];
}

export interface RegistryState {
  got: Got<RegistryAnswer>;
  use: Got<SilentTouchpoint[]>;
  unmapped: Got<UnmappedGroup[]>;
  busy: boolean;
  done: { text: string; undo?: () => Promise<void> } | undefined;
  refusal: Refusal | undefined;
  clash: Clash | undefined;
  /** What the draft would do, and the draft it was asked for. */
  tried: { of: Draft['registry']; effect: RegistryEffect } | undefined;
  test: (draft: Draft) => Promise<void>;
  save: (draft: Draft, force: boolean) => Promise<void>;
  /** Puts what was typed onto what somebody else saved. */
  merge: (draft: Draft, clash: Clash) => Promise<void>;
  goBack: (version: number) => Promise<void>;
  discard: () => void;
}

const refusalOf = (error: unknown): Refusal => {
  if (!(error instanceof ApiError)) return { text: String(error), issues: [] };
  const issues = (error.body as { issues?: Refusal['issues'] } | undefined)?.issues ?? [];
  return { text: `${error.message} ${error.hint}`, issues };
};

const clashOf = (error: unknown): Clash | undefined => {
  if (!(error instanceof ApiError) || error.status !== 409) return undefined;
  const { current, changes } = error.body as Clash;
  return current && { current, changes };
};

/** The registry of the site, what is being changed in it, and what came of saving. */
export function useRegistry(): RegistryState {
  const id = site.value?.id ?? '';
  const query = `?site=${encodeURIComponent(id)}`;
  const asked = id === '' ? null : query;
  const got = useGet<RegistryAnswer>(asked && `/api/registry${asked}`);
  const version = got.value?.version;
  const after = version === undefined ? null : `${query}&v=${version}`;
  const use = useGet<SilentTouchpoint[]>(after && `/api/registry/use${after}`);
  const unmapped = useGet<UnmappedGroup[]>(after && `/api/registry/unmapped${after}`);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<RegistryState['done']>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [clash, setClash] = useState<Clash>();
  const [tried, setTried] = useState<RegistryState['tried']>();

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setDone(undefined);
    setRefusal(undefined);
    setClash(undefined);
    try {
      await work();
    } catch (error) {
      noticeRefusal(error);
      const other = clashOf(error);
      if (other) setClash(other);
      else setRefusal(refusalOf(error));
    } finally {
      setBusy(false);
    }
  };
  /** After the site has a new version: says so, and how to take it back. */
  const told = (saved: Saved, before: number) => {
    got.again();
    void loadNames(id);
    setTried(undefined);
    setDone(
      saved.saved
        ? {
            text: say('Saved as version {version}. Reports name touches by it from now on.', {
              version: saved.version,
            }),
            undo: () => rollback(before, saved.version),
          }
        : { text: say('That is what version {version} says already.', { version: saved.version }) },
    );
  };
  const rollback = (to: number, from: number): Promise<void> =>
    attempt(async () => {
      const saved = await postJson('/api/registry/rollback', {
        site: id,
        version: to,
        ifVersion: from,
      });
      told(saved as Saved, from);
    });

  return {
    got,
    use,
    unmapped,
    busy,
    done,
    refusal,
    clash,
    tried,
    test: ({ registry }) =>
      attempt(async () => {
        const effect = await postJson('/api/registry/test', { site: id, registry, samples: 5 });
        setTried({ of: registry, effect: effect as RegistryEffect });
      }),
    save: ({ registry, note, base }, force) =>
      attempt(async () => {
        const saved = await putJson('/api/registry', {
          site: id,
          registry,
          ifVersion: base.version,
          note,
          ...(force && { force }),
        });
        dropDraft(id);
        followSaved(base.version, { ...base, registry, ...(saved as Saved) });
        told(saved as Saved, base.version);
      }),
    merge: (now, { current: { version: theirs } }) =>
      attempt(async () => {
        const current = (await getJson(
          `/api/registry${query}&version=${theirs}`,
        )) as RegistryAnswer;
        const { registry, clashes } = mergeRegistries(
          now.base.registry,
          now.registry,
          current.registry,
        );
        keepDraft({ ...now, base: current, registry });
        setTried(undefined);
        got.again();
        setDone({
          text:
            clashes.length === 0
              ? say('Yours now stands on version {version}. Try it, then save.', {
                  version: theirs,
                })
              : say('Both of you changed {sections}: there yours stands. Try it, then save.', {
                  sections: clashes.join(', '),
                }),
        });
      }),
    goBack: (to) => rollback(to, got.value?.version ?? 0),
    discard() {
      dropDraft(id);
      setTried(undefined);
      setRefusal(undefined);
      setClash(undefined);
      got.again();
    },
  };
}
