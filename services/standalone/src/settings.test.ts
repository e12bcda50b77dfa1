import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ServiceError } from './service-error.ts';
import { configFileName, readSettings } from './settings.ts';

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
