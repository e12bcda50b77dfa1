import { describe, expect, it } from 'vitest';
import { commands } from './commands/index.ts';
import { memoryStore, runCli } from './testing/run-cli.ts';

describe('help', () => {
  it.each(commands.map(({ name }) => name))('%s shows usage and an example', async (name) => {
    const { code, out, err } = await runCli([...name.split(' '), '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`touchtrail ${name}`);
    expect(out).toMatch(/Examples?:\n {2}\$ /);
    expect(out).toContain('--data-dir');
  });

  it('lists every command, on stdout when asked for and on stderr when not', async () => {
    const asked = await runCli(['--help']);
    expect(asked.code).toBe(0);
    for (const { name } of commands) expect(asked.out).toContain(name);
    const bare = await runCli([]);
    expect(bare).toMatchObject({ code: 2, out: '', err: asked.out });
    expect((await runCli(['help', 'import'])).out).toContain('FILE|-');
    const family = await runCli(['site', '--help']);
    expect(family.code).toBe(0);
    expect(family.out).toContain('touchtrail site add');
    expect(family.out).toContain('touchtrail site list');
  });

  it('prints the version', async () => {
    expect(await runCli(['--version'])).toMatchObject({ code: 0, out: '1.2.3\n' });
  });
});

describe('wrong calls end with 2 and the way out', () => {
  it.each([
    [['improt'], 'Did you mean import?'],
    [['site', 'ad'], 'Did you mean add?'],
    [['site'], 'site needs a second word'],
    [['import'], 'import needs FILE|-'],
    [['import', 'a.csv', '--sit', 'x'], 'Did you mean --site?'],
    [['import', 'a.csv', '--site'], 'Usage: touchtrail import FILE|-'],
    [['import', 'a.csv'], '--site is missing'],
    [['import', 'a.csv', '--site', 's', 'x=y'], 'Write --map before each pair: --map x=y'],
    [['import', 'a.csv', '--site', 's', '--format', 'xls'], 'Use csv, ndjson or parquet.'],
    [['import', 'a.csv', '--site', 's', '--consent', 'measurment'], 'Did you mean measurement?'],
    [['report', 'funel', '--site', 's'], 'Did you mean funnel?'],
    [['report', 'paths', '--site', 's', '--json', '--csv'], 'exclude each other'],
    [['start', '--port', '70000'], 'is no port'],
    [['demo', '--people', '60000'], 'Use a number from 1 to 50,000.'],
    [['key', 'rotate'], 'either --site SITE or --admin'],
    [['--jsn'], 'Known: '],
  ])('%j', async (argv, expected) => {
    const { code, out, err } = await runCli(argv, { openStore: async () => memoryStore() });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(expected);
    expect(err).not.toMatch(/^\s+at /m);
  });
});

const fails = async () => {
  throw Object.assign(new Error('It broke.'), { hint: 'Mend it.' });
};

describe('run', () => {
  it('hands start what was asked for, from options and environment', async () => {
    const { code, started } = await runCli(['start', '--port', '0', '--json'], {
      env: { TOUCHTRAIL_DATA_DIR: '/data', CLICKHOUSE_URL: 'http://db:8123' },
    });
    expect(code).toBe(0);
    expect(started).toEqual([
      { dataDir: '/data', clickhouseUrl: 'http://db:8123', port: 0, json: true },
    ]);
    const plain = await runCli(['start', '--data-dir', 'here', '--host', '::1']);
    expect(plain.started).toEqual([{ dataDir: 'here', host: '::1', json: false }]);
  });

  it('tells a failure in one message without a stack, unless debugging', async () => {
    const quiet = await runCli(['site', 'list'], { openStore: fails });
    expect(quiet).toMatchObject({ code: 1, out: '', err: 'touchtrail: It broke.\n  Mend it.\n' });
    const debug = await runCli(['site', 'list'], {
      openStore: fails,
      env: { TOUCHTRAIL_DEBUG: '1' },
    });
    expect(debug.err).toMatch(/^\s+at /m);
  });

  it('adds a site with an id made of its name, once', async () => {
    const store = memoryStore();
    const openStore = async () => store;
    const argv = ['site', 'add', 'Müller & Söhne', '--origin', 'https://m.example', '--json'];
    const added = await runCli(argv, { openStore });
    expect(JSON.parse(added.out)).toMatchObject({ id: 'muller-sohne', writeKey: 'wk_test' });
    expect(await runCli(argv, { openStore })).toMatchObject({ code: 1 });
    const wrong = await runCli(['site', 'add', 'X', '--timezone', 'Mars/Base'], { openStore });
    expect(wrong.err).toContain('must be an IANA time zone');
  });

  it('colours a terminal, not a pipe, and not with NO_COLOR', async () => {
    const store = memoryStore();
    await runCli(['site', 'add', 'x'], { openStore: async () => store });
    const list = async (env: Record<string, string>, isTTY: { stdout?: boolean }) =>
      (await runCli(['site', 'list'], { openStore: async () => store, env, isTTY })).out;
    expect(await list({}, { stdout: true })).toContain('\u001B[1m');
    expect(await list({ NO_COLOR: '1' }, { stdout: true })).not.toContain('\u001B');
    expect(await list({}, {})).not.toContain('\u001B');
  });
});
