import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceError } from '../service-error.ts';
import { settingNames, settingSpecs, settingsSchema } from './setting-specs.ts';
import type { SettingSpec, Settings } from './setting-specs.ts';

export type { Settings } from './setting-specs.ts';

export const configFileName = 'touchtrail.config.json';
/** Names the config file; one that is named must be there. */
export const configFileVariable = 'TOUCHTRAIL_CONFIG';

type Env = Readonly<Record<string, string | undefined>>;

/** One setting as it is in force. */
export interface EffectiveSetting {
  name: string;
  environment: string;
  /** Undefined: nothing is set and there is no default. Secrets are masked. */
  value: unknown;
  /** Where it comes from: the name of the variable, the file, or `default`. */
  source: string;
}

function check(given: unknown, nameOf: (field: string) => string): Settings {
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${nameOf(key)}: is not a setting`)
      : [`${nameOf(issue.path.join('.'))}: ${issue.message}`],
  );
  throw new ServiceError(
    'invalid_config',
    lines.join('\n'),
    `Settings: ${settingNames.join(', ')} in ${configFileName}, or ${settingNames.map((name) => settingSpecs[name].env).join(', ')} in the environment. \`touchtrail config print\` shows what is in force.`,
  );
}

function readConfigFile(file: string, mustExist: boolean): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && !mustExist) return {};
    throw new ServiceError(
      'invalid_config',
      `${file}: cannot be read (${String(code)})`,
      mustExist
        ? `Check the path in ${configFileVariable}, or take the variable away.`
        : 'Make it readable or take it away.',
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ServiceError(
      'invalid_config',
      `${file}: is not valid JSON`,
      'Write an object such as {"port": 8787}.',
    );
  }
  return check(value, (field) => (field === '' ? file : `${file}: ${field}`));
}

interface Sources {
  file: string;
  fromFile: Settings;
  fromEnvironment: Settings;
}

function readSources(env: Env, cwd: string): Sources {
  const given: Record<string, string> = {};
  for (const name of settingNames) {
    const value = env[settingSpecs[name].env];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const named = env[configFileVariable];
  const isNamed = named !== undefined && named !== '';
  const file = path.resolve(cwd, isNamed ? named : configFileName);
  return {
    file,
    fromFile: readConfigFile(file, isNamed),
    fromEnvironment: check(
      given,
      (field) => settingSpecs[field as keyof Settings]?.env ?? 'environment',
    ),
  };
}

/**
 * Reads the settings: the environment wins over `touchtrail.config.json` in the working directory, or
 * the file that `TOUCHTRAIL_CONFIG` names.
 *
 * @throws ServiceError `invalid_config`, with one line for each wrong field
 * @example
 * readSettings({ TOUCHTRAIL_PORT: '9000' }, process.cwd()).port; // 9000
 */
export function readSettings(env: Env, cwd: string): Settings {
  const { fromFile, fromEnvironment } = readSources(env, cwd);
  return { ...fromFile, ...fromEnvironment };
}

function masked(value: unknown): unknown {
  if (typeof value !== 'string' || !URL.canParse(value)) return '***';
  const url = new URL(value);
  if (url.password !== '') url.password = '***';
  if (url.search !== '') url.search = '?***';
  return url.href;
}

/**
 * Every setting as it is in force, with where it comes from; secrets are masked.
 *
 * @throws ServiceError `invalid_config`
 */
export function effectiveSettings(env: Env, cwd: string): EffectiveSetting[] {
  const { file, fromFile, fromEnvironment } = readSources(env, cwd);
  return settingNames.map((name) => {
    const { env: environment, otherwise, secret }: SettingSpec = settingSpecs[name];
    const [value, source] =
      fromEnvironment[name] !== undefined
        ? [fromEnvironment[name], environment]
        : fromFile[name] !== undefined
          ? [fromFile[name], file]
          : [otherwise, 'default'];
    return {
      name,
      environment,
      value: secret === true && value !== undefined ? masked(value) : value,
      source,
    };
  });
}
