import type { Site } from '@touchtrail/contract';
import type { openStore, Store } from '@touchtrail/store';

/** A stream that text goes to; `isTTY` and `columns` as Node's streams have them. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** What `touchtrail start` asks of the service. */
export interface StartOptions {
  dataDir: string;
  clickhouseUrl?: string;
  host?: string;
  port?: number;
  /** 0: one process. */
  workers?: number;
  log?: 'human' | 'json';
  logLevel?: 'debug' | 'info' | 'warn' | 'error';
  json: boolean;
}

/** One setting of the service as it is in force; secrets are masked. */
export interface ShownSetting {
  name: string;
  /** Its environment variable. */
  environment: string;
  value: unknown;
  /** Name of the variable, the file, or `default`. */
  source: string;
}

/** What to check again of what was refused; times are epoch ms. */
export interface QuarantineReplayOptions {
  dataDir: string;
  clickhouseUrl: string | undefined;
  site: string;
  codes?: string[];
  ids?: string[];
  since?: number;
  until?: number;
  dryRun: boolean;
  repair: { set: Record<string, unknown>; drop: string[]; rename: Record<string, string> };
  onProgress: (checked: number) => void;
}

/** What became of it. */
export interface QuarantineReplayed {
  checked: number;
  accepted: number;
  duplicates: number;
  refused: { code: string; events: number; message: string; sample: string }[];
}

/** All that the command line touches of the world; the package itself reads no environment. */
export interface CliDeps {
  env: Readonly<Record<string, string | undefined>>;
  stdout: Output;
  stderr: Output;
  stdin: AsyncIterable<Uint8Array | string>;
  /** Overrides what the streams say of themselves. */
  isTTY?: { stdout?: boolean; stderr?: boolean };
  version: string;
  /** Runs the service until it is told to stop. */
  start: (options: StartOptions) => Promise<void>;
  /** The settings of the service, as they are in force. */
  settings?: () => ShownSetting[];
  /** Checks refused events again, by the running service or in its place. */
  replayQuarantine?: (options: QuarantineReplayOptions) => Promise<QuarantineReplayed>;
  clock?: () => number;
  openStore?: typeof openStore;
}

type OptionValue = string | boolean | string[] | undefined;
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** What a command gets to run with. */
export interface Context {
  env: CliDeps['env'];
  stdin: CliDeps['stdin'];
  clock: () => number;
  version: string;
  start: CliDeps['start'];
  settings: CliDeps['settings'];
  replayQuarantine: CliDeps['replayQuarantine'];
  dataDir: string;
  clickhouseUrl: string | undefined;
  /** Colours and moving bars are for people only. */
  colour: { stdout: boolean; stderr: boolean };
  tty: { stdout: boolean; stderr: boolean };
  width: number;
  /** Data. */
  out(text: string): void;
  /** Where data goes, for what is too long to be written at once. */
  stdout: Output;
  /** Diagnostics. */
  note(text: string): void;
  stderr: Output;
  /** Opens the store, runs, and closes it however the work ends. `dataDir` overrides the usual one. */
  withStore<T>(work: (store: Store) => Promise<T>, dataDir?: string): Promise<T>;
}

/** One option of a command, as parsed and as shown in its help. */
export interface OptionSpec {
  type: 'string' | 'boolean';
  multiple?: true;
  short?: string;
  /** Name of the value in the help. */
  value?: string;
  help: string;
}

/** A command: how it is called, and what it does. */
export interface Command {
  name: string;
  /** Positional arguments as shown in the help. */
  args: string;
  /** At least and at most this many positional arguments. */
  arity: readonly [number, number];
  summary: string;
  details?: string;
  options: Readonly<Record<string, OptionSpec>>;
  examples: readonly string[];
  /** @returns the exit code. */
  run(context: Context, options: OptionValues, args: readonly string[]): Promise<number>;
}

/** A text option, or `undefined`. */
export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A repeatable text option. */
export function texts(options: OptionValues, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value : [];
}

/** A switch. */
export const flag = (options: OptionValues, name: string): boolean => options[name] === true;

/** A site as people name it: its id, or its name when only one site has it. */
export function matchSite(sites: readonly Site[], wanted: string): Site | undefined {
  const byId = sites.find((site) => site.id === wanted);
  if (byId) return byId;
  const byName = sites.filter((site) => site.name === wanted);
  return byName.length === 1 ? byName[0] : undefined;
}
