import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll } from 'vitest';
import { touchtrail, touchtrailJson } from '../command-line/run.ts';
import type { Ran } from '../command-line/run.ts';
import { eventsOf } from './folder.ts';

/** What an import says of itself. */
interface Imported {
  imported: number;
  alreadyThere: number;
  rejected: number;
}

/** The known cases in one place, told through the command line only. */
export interface Cases {
  /** Imports the events of a case as a site of its name, once. */
  load: (name: string) => Promise<Imported>;
  /** Imports a file into a site, which is added. */
  loadFile: (site: string, file: string) => Promise<Imported>;
  report: <Name extends ReportName>(
    name: Name,
    site: string,
    parameters: Record<string, unknown>,
  ) => Promise<ReportTypes[Name]>;
  /** Runs a command, `touchtrail` left out. */
  command: (...argv: string[]) => Promise<Ran>;
  /** A place for a file, gone afterwards. */
  file: (name: string) => string;
}

const written = (value: unknown): string =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')
    ? value.join(',')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

/** One store for all cases of a test file. */
export function caseStore(): Cases {
  let store: Store;
  let dataDir: string;
  const loaded = new Map<string, Promise<Imported>>();
  beforeAll(async () => {
    dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-cases-')));
    // Commands use the engine that runs on the directory.
    store = await openStore({ dataDir });
  });
  afterAll(async () => {
    await store?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const loadFile = async (site: string, file: string): Promise<Imported> => {
    await touchtrail(dataDir, 'site', 'add', site);
    return touchtrailJson<Imported>(dataDir, 'import', file, '--site', site);
  };
  return {
    load: (name) => {
      const known = loaded.get(name) ?? loadFile(name, eventsOf(name));
      loaded.set(name, known);
      return known;
    },
    loadFile,
    report: (name, site, parameters) => {
      const asked = Object.entries(parameters).flatMap(([key, value]) =>
        value === undefined ? [] : ['--param', `${key}=${written(value)}`],
      );
      return touchtrailJson(dataDir, 'report', name, '--site', site, ...asked);
    },
    command: (...argv) => touchtrail(dataDir, ...argv),
    file: (name) => path.join(dataDir, name),
  };
}
