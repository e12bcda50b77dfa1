import * as z from 'zod';

const notEmpty = z.string('must be a text').min(1, 'must not be empty');

const whole = (least: number, most: number, words = `must be ${least} to ${most}`) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(least, words)
    .max(most, words);

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  kib: 1_024,
  mib: 1_024 ** 2,
  gib: 1_024 ** 3,
  tib: 1_024 ** 4,
};

/** Bytes as a number or in words: `256MiB`. */
const bytes = (least: number) =>
  z.union([z.string(), z.number()]).transform((given, context) => {
    const [, digits = '', unit = ''] =
      /^(\d+(?:\.\d+)?) *(|kib|mib|gib|tib)$/i.exec(String(given).trim()) ?? [];
    const value = Math.floor(Number(digits) * (byteUnits[unit.toLowerCase()] ?? Number.NaN));
    if (digits !== '' && Number.isSafeInteger(value) && value >= least) return value;
    context.addIssue({
      code: 'custom',
      message: `must be at least ${least} bytes, written like 268435456, 256MiB or 2GiB`,
    });
    return z.NEVER;
  });

const seconds = (least: number, most: number) =>
  z.coerce
    .number('must be a number of seconds')
    .min(least, `must be ${least} to ${most} seconds`)
    .max(most, `must be ${least} to ${most} seconds`);

/** `BURST/PER_SECOND`, for example `4000/400`. */
const rate = z.string('must be like 4000/400').transform((given, context) => {
  const [, burst, perSecond] = /^(\d{1,9})\/(\d{1,9})$/.exec(given.trim()) ?? [];
  if (Number(burst) > 0 && Number(perSecond) > 0) {
    return { burst: Number(burst), perSecond: Number(perSecond) };
  }
  context.addIssue({
    code: 'custom',
    message: 'must be BURST/PER_SECOND, both above 0, for example 4000/400',
  });
  return z.NEVER;
});

const yesOrNo = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])], 'must be true or false')
  .transform((given) => given === true || given === 'true' || given === '1');

const webAddress = z
  .string('must be a web address')
  .regex(/^https?:\/\/[^\s]+$/, 'must be like http://127.0.0.1:4318');

/** How a setting is read from outside, and what stands in its place. */
export interface SettingSpec {
  env: string;
  schema: z.ZodType;
  /** What holds when nothing is set, as people write it; undefined: nothing. */
  otherwise?: unknown;
  /** Holds a password: never shown. */
  secret?: true;
  /** What it does, for the documentation. */
  about: string;
}

/** Every setting of the service. The documentation's table is made of this. */
export const settingSpecs = {
  dataDir: {
    env: 'TOUCHTRAIL_DATA_DIR',
    schema: notEmpty,
    otherwise: '.touchtrail',
    about: 'spool, embedded engine, logs',
  },
  host: { env: 'TOUCHTRAIL_HOST', schema: notEmpty, otherwise: '127.0.0.1', about: 'address' },
  port: {
    env: 'TOUCHTRAIL_PORT',
    schema: whole(0, 65_535, 'must be 0 (any free port) to 65535'),
    otherwise: 8787,
    about: '0 takes any free port',
  },
  clickhouseUrl: {
    env: 'CLICKHOUSE_URL',
    schema: z
      .string()
      .regex(/^https?:\/\/[^\s]+$/, 'must be like http://user:password@host:8123/database'),
    secret: true,
    about: '`http://user:password@host:8123/database`; without it the embedded engine',
  },
  engineMemory: {
    env: 'TOUCHTRAIL_ENGINE_MEMORY',
    schema: bytes(256 * 1_024 ** 2),
    otherwise: '40 % of the machine',
    about: 'bytes the embedded engine may use',
  },
  workers: {
    env: 'TOUCHTRAIL_WORKERS',
    schema: whole(0, 64),
    otherwise: 0,
    about: '0: one process. 1 and more: a supervisor and that many worker processes on one port',
  },
  durability: {
    env: 'TOUCHTRAIL_DURABILITY',
    schema: z.enum(['power-loss', 'process'], 'must be power-loss or process'),
    otherwise: 'power-loss',
    about: 'what an acknowledged event survives; `process` leaves out the sync to the disk',
  },
  spoolMaxBytes: {
    env: 'TOUCHTRAIL_SPOOL_MAX_BYTES',
    schema: bytes(16 * 1_024 ** 2),
    otherwise: '1GiB',
    about: 'events are refused with 503 while more waits for ClickHouse, for each spool',
  },
  spoolMinFreeBytes: {
    env: 'TOUCHTRAIL_SPOOL_MIN_FREE_BYTES',
    schema: bytes(0),
    otherwise: '256MiB',
    about: 'events are refused with 503 while the disk has less free',
  },
  webhookPrivate: {
    env: 'TOUCHTRAIL_WEBHOOK_PRIVATE',
    schema: yesOrNo,
    otherwise: false,
    about: 'whether webhooks and checked pages may be of private networks and of this machine',
  },
  trustedProxies: {
    env: 'TOUCHTRAIL_TRUSTED_PROXIES',
    schema: whole(0, 10),
    otherwise: 0,
    about: 'how many proxies of yours stand before the service and append to `X-Forwarded-For`',
  },
  countryFile: {
    env: 'TOUCHTRAIL_COUNTRY_FILE',
    schema: notEmpty,
    about: 'MaxMind database (`.mmdb`): countries by address, for rules of consent by region',
  },
  datacentreFile: {
    env: 'TOUCHTRAIL_DATACENTRE_FILE',
    schema: notEmpty,
    about:
      'text with one range of addresses a line: what browsers send from there is flagged as a bot',
  },
  ratesFile: {
    env: 'TOUCHTRAIL_RATES_FILE',
    schema: notEmpty,
    about: 'CSV with `date,from,to,rate`: values are told in the currency of their site, too',
  },
  addressRate: {
    env: 'TOUCHTRAIL_ADDRESS_RATE',
    schema: rate,
    otherwise: '4000/400',
    about: 'requests of one truncated address: burst/per second',
  },
  keyRate: {
    env: 'TOUCHTRAIL_KEY_RATE',
    schema: rate,
    otherwise: '2000/200',
    about: 'requests with one key from one truncated address',
  },
  anonymousIdRate: {
    env: 'TOUCHTRAIL_ANONYMOUS_ID_RATE',
    schema: rate,
    otherwise: '5000/50',
    about: 'events under one anonymous id',
  },
  limitLoopback: {
    env: 'TOUCHTRAIL_LIMIT_LOOPBACK',
    schema: yesOrNo,
    otherwise: false,
    about: 'whether connections from this machine are limited, too',
  },
  bodyTimeout: {
    env: 'TOUCHTRAIL_BODY_TIMEOUT',
    schema: seconds(0.1, 30),
    otherwise: 15,
    about: 'seconds a request may take to send its body',
  },
  keepAlive: {
    env: 'TOUCHTRAIL_KEEP_ALIVE',
    schema: seconds(0.5, 600),
    otherwise: 5,
    about: 'seconds an idle connection is kept; above that of the proxy before it',
  },
  shutdownGrace: {
    env: 'TOUCHTRAIL_SHUTDOWN_GRACE',
    schema: seconds(0, 3_600),
    otherwise: 10,
    about: 'seconds a stop may take before what still runs is cut off',
  },
  log: {
    env: 'TOUCHTRAIL_LOG',
    schema: z.enum(['human', 'json'], 'must be human or json'),
    otherwise: 'human',
    about: 'form of the log on standard error',
  },
  logLevel: {
    env: 'TOUCHTRAIL_LOG_LEVEL',
    schema: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error'),
    otherwise: 'info',
    about: 'the least level that is written',
  },
  traces: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: webAddress,
    secret: true,
    about: 'OpenTelemetry collector (OTLP over HTTP) that gets traces; without it there are none',
  },
  traceRatio: {
    env: 'OTEL_TRACES_SAMPLER_ARG',
    schema: z.coerce.number('must be a number').min(0, 'must be 0 to 1').max(1, 'must be 0 to 1'),
    otherwise: 1,
    about: 'share of requests that are traced',
  },
} as const satisfies Record<string, SettingSpec>;

export type SettingName = keyof typeof settingSpecs;

export const settingNames = Object.keys(settingSpecs) as SettingName[];

type Shape = { [Name in SettingName]: z.ZodOptional<(typeof settingSpecs)[Name]['schema']> };

export const settingsSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(settingSpecs).map(([name, { schema }]) => [name, schema.optional()]),
  ) as Shape,
);

/** What can be set from outside. What is absent has a default elsewhere. */
export type Settings = z.output<typeof settingsSchema>;
