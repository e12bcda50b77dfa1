import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { ServiceError } from './service-error.ts';

export const configFileName = 'touchtrail.config.json';

const notEmpty = z.string().min(1, 'must not be empty');

const settingsSchema = z.strictObject({
  dataDir: notEmpty.optional(),
  host: notEmpty.optional(),
  port: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 (any free port) to 65535')
    .max(65_535, 'must be 0 (any free port) to 65535')
    .optional(),
  clickhouseUrl: z
    .string()
    .regex(/^https?:\/\/[^\s]+$/, 'must be like http://user:password@host:8123/database')
    .optional(),
  /** MaxMind database (`.mmdb`) that knows countries by address. */
  countryFile: notEmpty.optional(),
  /** How many proxies of one's own stand before the service and append to `X-Forwarded-For`. */
  trustedProxies: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 to 10')
    .max(10, 'must be 0 to 10')
    .optional(),
});

/** What can be set from outside. What is absent has a default elsewhere. */
export type Settings = z.output<typeof settingsSchema>;

const environmentNames = {
  dataDir: 'TOUCHTRAIL_DATA_DIR',
  host: 'TOUCHTRAIL_HOST',
  port: 'TOUCHTRAIL_PORT',
  clickhouseUrl: 'CLICKHOUSE_URL',
  countryFile: 'TOUCHTRAIL_COUNTRY_FILE',
  trustedProxies: 'TOUCHTRAIL_TRUSTED_PROXIES',
} as const satisfies Record<keyof Settings, string>;

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
    `Settings: ${Object.keys(environmentNames).join(', ')} in ${configFileName}, or ${Object.values(environmentNames).join(', ')} in the environment.`,
  );
}

function readConfigFile(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ServiceError(
      'invalid_config',
      `${file}: cannot be read (${String((error as NodeJS.ErrnoException).code)})`,
      'Make it readable or take it away.',
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

/**
 * Reads the settings: the environment wins over `touchtrail.config.json` in the working directory.
 *
 * @throws ServiceError `invalid_config`, with one line for each wrong field
 * @example
 * readSettings({ TOUCHTRAIL_PORT: '9000' }, process.cwd()).port; // 9000
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Settings {
  const fromEnvironment: Record<string, string> = {};
  for (const [field, name] of Object.entries(environmentNames)) {
    const value = env[name];
    if (value !== undefined && value !== '') fromEnvironment[field] = value;
  }
  return {
    ...readConfigFile(path.join(cwd, configFileName)),
    ...check(
      fromEnvironment,
      (field) => environmentNames[field as keyof Settings] ?? 'environment',
    ),
  };
}
