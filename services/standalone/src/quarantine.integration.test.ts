import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { askEngine } from './testing/ask-engine.ts';
import { postEvents, someEvent } from './testing/events.ts';
import { killLeft, runCommand, startProcess, temporaryDir } from './testing/processes.ts';

const { dir, remove } = temporaryDir();
afterAll(async () => {
  await killLeft();
  remove();
});

const where = ['--data-dir', path.join(dir, 'data')];
const replay = ['quarantine', 'replay', '--site', 'my-site', '--set', 'currency=EUR', '--json'];

describe('what was refused, from the command line', () => {
  const [first, second] = [randomUUID() as string, randomUUID() as string];

  test('is listed with a sample, shown, and replayed by the service that runs', async () => {
    const service = await startProcess(withTables(path.join(dir, 'data')));
    const { url, writeKey } = service.ready;
    const wrong = [first, second].map((id) => someEvent({ id, value: 10, currency: 'Euro' }));
    expect((await postEvents(url, writeKey, wrong)).status).toBe(422);
    const list = async () => {
      const { stdout } = await runCommand(['quarantine', 'list', '--json', ...where]);
      return JSON.parse(stdout) as { code: string; replayable: number; sample: string }[];
    };
    await expect
      .poll(list, { timeout: 30_000, interval: 500 })
      .toMatchObject([
        { code: 'invalid_event', replayable: 2, sample: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ]);
    const [{ sample } = { sample: '' }] = await list();
    const shown = await runCommand(['quarantine', 'show', sample, '--site', 'my-site', ...where]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: sample, event: { currency: 'Euro' } });
    const dry = await runCommand([...replay, '--dry-run', ...where]);
    expect({ code: dry.code, ...JSON.parse(dry.stdout) }).toMatchObject({ code: 0, accepted: 2 });
    const one = await runCommand([...replay, '--id', sample, ...where]);
    expect(JSON.parse(one.stdout)).toMatchObject({ checked: 1, accepted: 1, refused: [] });
    // The token that each of the two was asked with.
    const { stdout: log } = await runCommand(['audit', '--json', ...where]);
    const audited = (JSON.parse(log) as { action: string; detail: { for?: string } }[])
      .filter(({ detail }) => detail.for === 'quarantine replay')
      .map(({ action }) => action);
    expect(audited.filter((action) => action === 'token.created')).toHaveLength(2);
    expect(audited.filter((action) => action === 'token.revoked')).toHaveLength(2);
    service.child.kill('SIGTERM');
    await service.ended;
  });

  test('is replayed without a service, too, and nothing goes in twice', async () => {
    const rates = path.join(dir, 'rates.csv');
    const day = new Date().toISOString().slice(0, 10);
    writeFileSync(rates, `date,from,to,rate\n${day},CHF,EUR,0.5\n${day},CHF,USD,0.5\n`);
    const inFrancs = replay.map((word) => word.replace('EUR', 'CHF'));
    const rest = await runCommand([...inFrancs, ...where], { TOUCHTRAIL_RATES_FILE: rates });
    expect(JSON.parse(rest.stdout)).toMatchObject({ checked: 1, accepted: 1, refused: [] });
    const again = await runCommand([...replay, ...where]);
    expect(JSON.parse(again.stdout)).toMatchObject({ checked: 0, accepted: 0 });
    const service = await startProcess(path.join(dir, 'data'));
    // Told by the rates of the operator, as if the service had checked it.
    const rows = await askEngine<{ currency: string; id: string; base: number }>(
      service.ready,
      'SELECT currency, toString(event_id) AS id, toFloat64(value_base) AS base FROM events ORDER BY currency DESC',
    );
    expect(rows.map(({ id }) => id).toSorted()).toEqual([first, second].toSorted());
    expect(rows.map(({ currency, base }) => [currency, base])).toEqual([
      ['EUR', 10],
      ['CHF', 5],
    ]);
    service.child.kill('SIGTERM');
    await service.ended;
  });
});

describe('settings, from the command line', () => {
  test('each with its source, secrets masked', async () => {
    const { stdout, code } = await runCommand(['config', 'print', '--json'], {
      TOUCHTRAIL_PORT: '9000',
      CLICKHOUSE_URL: 'http://user:S3CRET@db:8123/x',
    });
    expect(code).toBe(0);
    expect(stdout).not.toContain('S3CRET');
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([
        { name: 'port', environment: 'TOUCHTRAIL_PORT', value: 9000, source: 'TOUCHTRAIL_PORT' },
        expect.objectContaining({ name: 'workers', value: 0, source: 'default' }),
        expect.objectContaining({ name: 'clickhouseUrl', value: 'http://user:***@db:8123/x' }),
      ]),
    );
  });

  test('right or wrong, with a line for each that is wrong', async () => {
    expect((await runCommand(['config', 'check'])).code).toBe(0);
    const { code, stderr } = await runCommand(['config', 'check'], {
      TOUCHTRAIL_WORKERS: 'many',
      TOUCHTRAIL_SPOOL_MAX_BYTES: '3 apples',
      TOUCHTRAIL_KEY_RATE: '10',
    });
    expect(code).toBe(1);
    for (const name of ['WORKERS', 'SPOOL_MAX_BYTES', 'KEY_RATE']) {
      expect(stderr).toMatch(new RegExp(`TOUCHTRAIL_${name}: must be`));
    }
  });
});
