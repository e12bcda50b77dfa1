import { emptyRegistry, words } from '@touchtrail/contract';
import type {
  Language,
  Registry,
  RegistryChange,
  RegistryEffect,
  RegistryProblem,
  RegistryVersion,
  SilentTouchpoint,
  UnmappedGroup,
} from '@touchtrail/contract';
import type { Client } from '../client.ts';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';
import type { Reader, TouchMapping } from '../types.ts';
import { checkRegistry } from './check.ts';
import { compileRegistry, tooLarge } from './compile.ts';
import { diffRegistries, equalRegistries } from './diff.ts';
import { liveEffect } from './effect.ts';
import { invalidPatterns } from './patterns-compile.ts';
import { RegistryConflict, RegistryError, problemsIn } from './registry-error.ts';
import type { FoundProblem } from './registry-error.ts';
import { touchpointUse, unmappedGroups } from './unmapped.ts';
import { createVersions } from './versions.ts';
import type { StoredVersion } from './versions.ts';

const say = words({
  'The registry of {site} has no version {version}.':
    'Das Verzeichnis von {site} hat keine Version {version}.',
  'See `touchtrail touchpoints history` for the versions there are.':
    'Welche es gibt, sagt `touchtrail touchpoints history`.',
  'Correct it and save again.': 'Berichtigen Sie es und speichern Sie noch einmal.',
  'Correct it; or, when it is meant, save it with force.':
    'Berichtigen Sie es; oder speichern Sie es mit force, wenn es so gemeint ist.',
  'Correct the pattern and try again.':
    'Berichtigen Sie das Muster und versuchen Sie es noch einmal.',
});

/** A span of touches, epoch ms, `to` exclusive. Default: the last 30 days. */
export interface RegistrySpan {
  from?: number | undefined;
  to?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface SaveOptions {
  author: string;
  note?: string | undefined;
  /** The version that the change was made from; another in force is a conflict. Default: none is asked for. */
  ifVersion?: number | undefined;
  /** Saves what is refused otherwise, such as rules that make everything one touchpoint. */
  force?: boolean | undefined;
  /** What warnings are told in. Default: English. */
  language?: Language | undefined;
}

/** What saving came to. */
export interface Saved extends RegistryVersion {
  /** False when it said what was in force already: no version was made. */
  saved: boolean;
  changes: RegistryChange[];
  warnings: RegistryProblem[];
}

/** Touchpoints, vocabulary and rules of sites, in versions. */
export interface RegistryStore {
  /** The version in force, or another. Version 0 is a site without a registry. */
  read(site: string, version?: number): Promise<StoredVersion>;
  /** The newest first. */
  history(site: string): Promise<RegistryVersion[]>;
  /** What is different in `to`. @throws StoreError `registry_unknown` */
  diff(site: string, from: number, to: number): Promise<RegistryChange[]>;
  /** How touches are named by the version in force, or by another. */
  mapping(site: string, version?: number): Promise<TouchMapping>;
  /** What is wrong with a registry, events aside. */
  check(registry: Registry): Promise<RegistryProblem[]>;
  /** What a registry would do to the touches of a span. Needs one without errors. */
  test(
    site: string,
    registry: Registry,
    options?: RegistrySpan & { samples?: number; language?: Language },
  ): Promise<RegistryEffect>;
  /**
   * Makes a registry the one in force, as a new version.
   *
   * @throws RegistryError `registry_invalid`, `registry_refused`
   * @throws RegistryConflict `registry_conflict`
   */
  save(site: string, registry: Registry, options: SaveOptions): Promise<Saved>;
  /** Takes a site back to a version, by a new one that says the same. */
  rollback(site: string, version: number, options: SaveOptions): Promise<Saved>;
  /** What was seen but is not registered, the most frequent first. */
  unmapped(site: string, options?: RegistrySpan & { limit?: number }): Promise<UnmappedGroup[]>;
  /** Registered touchpoints, when each was last seen and how often in the span. */
  use(site: string, options?: RegistrySpan): Promise<SilentTouchpoint[]>;
}

const dayMs = 86_400_000;
/** The span that rules are tried on, and in which what is unmapped is looked for. */
const spanMs = 30 * dayMs;
/** Compiled versions kept: they never change. */
const mostKept = 200;

const plain: TouchMapping = { version: 0, touchKey: 'touch_key', phase: `''`, params: {} };

const none = (): StoredVersion => ({
  version: 0,
  author: '',
  note: '',
  at: 0,
  restores: null,
  registry: emptyRegistry(),
});

export interface RegistryDeps {
  client: Client;
  url: string;
  database: Pick<Database, 'query'>;
  /** Reads events past hidden people. */
  reader: Pick<Reader, 'query'>;
  clock: () => number;
}

const keysOf = (registry: Registry) => registry.touchpoints.map(({ key }) => key);

export function createRegistry({
  client,
  url,
  database,
  reader,
  clock,
}: RegistryDeps): RegistryStore {
  const versions = createVersions(client, url, database);
  const kept = new Map<string, TouchMapping>();

  const read: RegistryStore['read'] = async (site, version) => {
    const wanted = version ?? (await versions.latest(site));
    if (wanted === 0) return none();
    const found = await versions.read(site, wanted);
    if (found) return found;
    throw new StoreError(
      'registry_unknown',
      say('The registry of {site} has no version {version}.', { site, version: wanted }),
      say('See `touchtrail touchpoints history` for the versions there are.'),
    );
  };
  const mapping: RegistryStore['mapping'] = async (site, version) => {
    const wanted = version ?? (await versions.latest(site));
    if (wanted === 0) return plain;
    const name = `${site} ${wanted}`;
    const known = kept.get(name);
    if (known) return known;
    const { registry } = await read(site, wanted);
    const { touchKey, phase, backstage, params, fits } = compileRegistry(registry);
    const phases = registry.phases.map(({ key }) => key);
    const { topics } = registry;
    const kpis = registry.touchpoints.flatMap(({ measure, ...one }) =>
      measure === undefined ? [] : [{ ...one, measure }],
    );
    const made: TouchMapping = {
      version: wanted,
      touchKey,
      phase,
      ...(backstage && { backstage }),
      phases,
      topics,
      kpis,
      params,
      rule:
        fits.length === 0
          ? '0'
          : `multiIf(${fits.map((fit, at) => `${fit}, ${at + 1}`).join(', ')}, 0)`,
      registered: new Set(registry.touchpoints.map(({ key }) => key)),
    };
    if (kept.size >= mostKept) kept.clear();
    kept.set(name, made);
    return made;
  };
  const spanOf = (site: string, { from, to }: RegistrySpan) => {
    const end = to ?? clock() + 1;
    return { site, from: from ?? end - spanMs, to: end };
  };
  const check = async (registry: Registry): Promise<FoundProblem[]> => {
    const problems = checkRegistry(registry);
    const large = tooLarge(compileRegistry(registry));
    if (large !== undefined) {
      problems.push({ level: 'error', code: 'too_large', path: ['rules'], message: large });
    }
    return [...problems, ...(await invalidPatterns(database, registry))];
  };

  /** Throws what keeps a registry from being saved; else what is to be warned of. */
  const passing = async (
    site: string,
    registry: Registry,
    force: boolean,
  ): Promise<FoundProblem[]> => {
    const problems = await check(registry);
    const errors = problems.filter(({ level }) => level === 'error');
    if (errors.length > 0) {
      throw new RegistryError('registry_invalid', errors, say('Correct it and save again.'));
    }
    const live = await liveEffect(reader, spanOf(site, {}), registry, await mapping(site), {
      samples: 1,
    });
    const byItself = problems.filter(({ level }) => level === 'refused');
    const refused =
      byItself.length > 0 ? byItself : live.problems.filter(({ level }) => level === 'refused');
    if (refused.length > 0 && !force) {
      throw new RegistryError(
        'registry_refused',
        refused,
        say('Correct it; or, when it is meant, save it with force.'),
      );
    }
    return [...problems, ...live.problems].filter(({ level }) => level === 'warning');
  };

  const save = async (
    site: string,
    registry: Registry,
    { author, note = '', ifVersion, force = false, language = 'en' }: SaveOptions,
    restores: number | null,
  ): Promise<Saved> => {
    const before = await read(site);
    const conflict = async (): Promise<RegistryConflict> => {
      const current = await read(site);
      const from = ifVersion ?? before.version;
      // A version that never was has nothing to compare with.
      const base = from > current.version ? current : await read(site, from);
      return new RegistryConflict(current, from, diffRegistries(base.registry, current.registry));
    };
    if (ifVersion !== undefined && ifVersion !== before.version) throw await conflict();
    if (before.version > 0 && equalRegistries(before.registry, registry)) {
      const { registry: _same, ...facts } = before;
      return { ...facts, saved: false, changes: [], warnings: [] };
    }
    const warnings = await passing(site, registry, force);
    const version = {
      version: before.version + 1,
      author,
      note,
      // History reads in order even where a clock went back.
      at: Math.max(clock(), before.at),
      restores,
    };
    if (!(await versions.add(site, { ...version, registry }))) throw await conflict();
    return {
      ...version,
      saved: true,
      changes: diffRegistries(before.registry, registry),
      warnings: problemsIn(language, warnings),
    };
  };

  return {
    read,
    mapping,
    check: async (registry) => problemsIn('en', await check(registry)),
    history: (site) => versions.list(site),
    async diff(site, from, to) {
      const [before, after] = await Promise.all([read(site, from), read(site, to)]);
      return diffRegistries(before.registry, after.registry);
    },
    async test(site, registry, { samples = 5, language = 'en', signal, ...given } = {}) {
      const active = await read(site);
      const span = spanOf(site, given);
      const problems = await check(registry);
      const errors = problems.filter(
        ({ code }) => code === 'invalid_pattern' || code === 'too_large',
      );
      if (errors.length > 0) {
        throw new RegistryError(
          'registry_invalid',
          errors,
          say('Correct the pattern and try again.'),
        );
      }
      const now = await mapping(site, active.version);
      const live = await liveEffect(reader, span, registry, now, { samples, signal });
      const known = new Set(problems.map(({ code }) => code));
      const found = live.problems.filter(
        ({ code, path }) =>
          !(code === 'maps_everything' && known.has(code)) &&
          !problems.some((one) => one.code === 'unreachable_rule' && one.path[1] === path[1]),
      );
      return {
        from: span.from,
        to: span.to,
        against: active.version,
        ...live,
        problems: problemsIn(language, [...problems, ...found]),
        changes: diffRegistries(active.registry, registry),
      };
    },
    save: (site, registry, options) => save(site, registry, options, null),
    async rollback(site, version, options) {
      const { registry } = await read(site, version);
      return save(
        site,
        registry,
        { ...options, note: options.note ?? `Back to version ${version}` },
        version,
      );
    },
    async unmapped(site, { limit = 100, signal, ...given } = {}) {
      const { version, registry } = await read(site);
      return unmappedGroups(
        reader,
        spanOf(site, given),
        await mapping(site, version),
        keysOf(registry),
        { limit, signal },
      );
    },
    async use(site, { signal, ...given } = {}) {
      const { version, registry } = await read(site);
      const keys = keysOf(registry);
      const now = await mapping(site, version);
      return [...(await touchpointUse(reader, spanOf(site, given), now, keys, signal)).values()];
    },
  };
}
