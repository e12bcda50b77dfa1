import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ServiceError } from '../service-error.ts';
import { configFileName, configFileVariable, effectiveSettings, readSettings } from './settings.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(os.tmpdir(), 'touchtrail-settings-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const file = (text: string) => writeFileSync(path.join(cwd, configFileName), text);
const problem = (env: Record<string, string> = {}): ServiceError => {
  try {
    readSettings(env, cwd);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error('the settings were taken');
};

describe('settings', () => {
  test('nothing set is nothing', () => {
    expect(readSettings({ PATH: '/bin', TOUCHTRAIL_HOST: '' }, cwd)).toEqual({});
  });

  test('the environment wins over the file', () => {
    file('{"port": 9000, "host": "0.0.0.0", "dataDir": "/data"}');
    const env = { TOUCHTRAIL_PORT: '9001', CLICKHOUSE_URL: 'https://u:p@ch:8443/db' };
    expect(readSettings(env, cwd)).toEqual({
      port: 9001,
      host: '0.0.0.0',
      dataDir: '/data',
      clickhouseUrl: 'https://u:p@ch:8443/db',
    });
  });

  test('each wrong field has its line, under the name it was given by', () => {
    const { message, hint, code } = problem({ TOUCHTRAIL_PORT: 'http', CLICKHOUSE_URL: 'ch:9000' });
    expect(code).toBe('invalid_config');
    expect(
      message
        .split('\n')
        .map((line) => line.split(':')[0])
        .toSorted(),
    ).toEqual(['CLICKHOUSE_URL', 'TOUCHTRAIL_PORT']);
    expect(hint).toContain('TOUCHTRAIL_DATA_DIR');
  });

  test.each(['-1', '65536', '1.5', 'NaN'])('the port %s is none', (port) => {
    expect(problem({ TOUCHTRAIL_PORT: port }).message).toMatch(/^TOUCHTRAIL_PORT: /);
  });

  test.each([
    ['{', 'is not valid JSON'],
    ['[]', configFileName],
    ['{"prot": 1}', 'prot: is not a setting'],
    ['{"host": 7}', 'host: '],
  ])('the file %s', (text, says) => {
    file(text);
    expect(problem().message).toContain(says);
  });

  test('a file that cannot be read', () => {
    mkdirSync(path.join(cwd, configFileName));
    expect(problem().message).toContain('cannot be read');
  });
});

describe('values in words', () => {
  test.each([
    ['TOUCHTRAIL_SPOOL_MAX_BYTES', '2GiB', { spoolMaxBytes: 2 * 1_024 ** 3 }],
    ['TOUCHTRAIL_SPOOL_MIN_FREE_BYTES', '1.5 mib', { spoolMinFreeBytes: 1_572_864 }],
    ['TOUCHTRAIL_SPOOL_MIN_FREE_BYTES', '0', { spoolMinFreeBytes: 0 }],
    ['TOUCHTRAIL_ADDRESS_RATE', '10/2', { addressRate: { burst: 10, perSecond: 2 } }],
    ['TOUCHTRAIL_LIMIT_LOOPBACK', 'true', { limitLoopback: true }],
    ['TOUCHTRAIL_KEEP_ALIVE', '65', { keepAlive: 65 }],
    ['TOUCHTRAIL_DURABILITY', 'process', { durability: 'process' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://otel:4318', { traces: 'http://otel:4318' }],
  ])('%s=%s', (name, value, settings) => {
    expect(readSettings({ [name]: value }, cwd)).toEqual(settings);
  });

  test.each([
    ['TOUCHTRAIL_SPOOL_MAX_BYTES', '1'],
    ['TOUCHTRAIL_SPOOL_MAX_BYTES', '-2GiB'],
    ['TOUCHTRAIL_SPOOL_MAX_BYTES', '2GB'],
    ['TOUCHTRAIL_ADDRESS_RATE', '0/1'],
    ['TOUCHTRAIL_LIMIT_LOOPBACK', 'perhaps'],
    ['TOUCHTRAIL_WORKERS', '65'],
    ['TOUCHTRAIL_LOG', 'xml'],
    ['TOUCHTRAIL_LOG_LEVEL', 'loud'],
    ['TOUCHTRAIL_DURABILITY', 'maybe'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'otel:4318'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ])('%s=%s is refused under its name', (name, value) => {
    expect(problem({ [name]: value }).message).toMatch(new RegExp(`^${name}: must be`));
  });

  test('the same in the file', () => {
    file('{"spoolMaxBytes": "2GiB", "keyRate": "5/1", "limitLoopback": false, "workers": 2}');
    expect(readSettings({}, cwd)).toEqual({
      spoolMaxBytes: 2 * 1_024 ** 3,
      keyRate: { burst: 5, perSecond: 1 },
      limitLoopback: false,
      workers: 2,
    });
  });

  test('a file that is named must be there', () => {
    expect(problem({ [configFileVariable]: 'none.json' }).message).toContain('none.json');
    writeFileSync(path.join(cwd, 'mine.json'), '{"port": 1}');
    expect(readSettings({ [configFileVariable]: 'mine.json' }, cwd)).toEqual({ port: 1 });
  });
});

const inForce = (env: Record<string, string>, name: string) =>
  effectiveSettings(env, cwd).find((one) => one.name === name);

describe('settings in force', () => {
  test('say where each comes from', () => {
    file('{"host": "::1", "port": 1}');
    expect(inForce({ TOUCHTRAIL_PORT: '2' }, 'port')).toMatchObject({
      value: 2,
      source: 'TOUCHTRAIL_PORT',
    });
    expect(inForce({}, 'host')).toMatchObject({
      value: '::1',
      source: path.join(cwd, configFileName),
    });
    expect(inForce({}, 'keepAlive')).toMatchObject({ value: 5, source: 'default' });
  });

  test('mask secrets', () => {
    const url = 'https://u:S3CRET@otel.example/?key=S3CRET';
    const shown = inForce({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, 'traces');
    expect(JSON.stringify(shown)).not.toContain('S3CRET');
    expect(shown?.value).toContain('otel.example');
  });

  test('are in the table of the documentation, all of them', () => {
    const text = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    for (const { name, environment } of effectiveSettings({}, cwd)) {
      const row = rows.find((line) => line.includes(`\`${environment}\``));
      expect(row, environment).toContain(`\`${name}\``);
    }
  });
});
