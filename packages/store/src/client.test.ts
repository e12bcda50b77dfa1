import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, test } from 'vitest';
import { parseClickhouseUrl, toStoreError } from './client.ts';

const clickhouse = (code: string) =>
  new ClickHouseError({ message: `no ${code}`, code, type: 'X' });

describe('toStoreError', () => {
  test.each([
    ['396', 'query', 'query_too_heavy'],
    ['241', 'query', 'query_too_heavy'],
    ['159', 'query', 'query_too_heavy'],
    ['62', 'query', 'query_failed'],
    ['60', 'insert', 'query_failed'],
    ['27', 'insert', 'insert_refused'],
    ['27', 'query', 'query_failed'],
    ['243', 'insert', 'disk_full'],
    ['516', 'query', 'unauthorized'],
    ['394', 'query', 'cancelled'],
  ] as const)('code %s of a %s is %s', (code, kind, expected) => {
    expect(toStoreError(clickhouse(code), 'http://x', kind).code).toBe(expected);
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND'])('%s is unreachable', (code) => {
    const error = Object.assign(new Error('failed'), { code });
    const made = toStoreError(error, 'http://host:1');
    expect(made).toMatchObject({ code: 'unreachable' });
    expect(made.message).toContain('http://host:1');
    expect(made.hint).toContain('CLICKHOUSE_URL');
  });

  test('passes its own errors on', () => {
    const made = toStoreError(clickhouse('62'), 'http://x');
    expect(toStoreError(made, 'http://y')).toBe(made);
  });
});

describe('parseClickhouseUrl', () => {
  test('takes user, password and database apart', () => {
    expect(parseClickhouseUrl('https://me:p%40ss@db.example:8443/web_data')).toEqual({
      url: 'https://db.example:8443',
      username: 'me',
      password: 'p@ss',
      database: 'web_data',
    });
    expect(parseClickhouseUrl('http://localhost:8123')).toEqual({
      url: 'http://localhost:8123',
      username: 'default',
      password: '',
      database: 'touchtrail',
    });
  });

  test.each(['localhost:8123', 'clickhouse', 'tcp://host:9000', 'http://host/a;drop'])(
    'refuses %s with an example',
    (url) => {
      expect(() => parseClickhouseUrl(url)).toThrow(
        expect.objectContaining({
          code: 'invalid_url',
          hint: expect.stringContaining('http://user:password@host:8123/touchtrail') as string,
        }) as Error,
      );
    },
  );

  test('an error never shows the password', () => {
    expect(() => parseClickhouseUrl('ftp://me:secret@host')).toThrow(
      expect.not.objectContaining({
        message: expect.stringContaining('secret') as string,
      }) as Error,
    );
  });
});
