import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sitePrivacySchema } from '@touchtrail/contract';
import type { LinkFacts } from '@touchtrail/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { memoryStore, runCli } from '../testing/run-cli.ts';

const now = Date.UTC(2026, 10, 22);
const id = '4b9c0d52-7a0e-4f6b-9d53-0c9a1f6f2b11';
const token = '0193bd4e-7c2a-8d3e-9f00-5f1b2a3c4d5e';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'touchtrail-commands-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

let created: LinkFacts[];
let policy: 'keep' | 'hash';
beforeEach(() => {
  created = [];
  policy = 'keep';
});

async function run(...argv: string[]) {
  const store = memoryStore();
  Object.assign(store, {
    links: {
      create: async (_site: string, facts: LinkFacts) => {
        created.push(facts);
        return { id, token };
      },
    },
    audit: { add: async () => undefined },
  });
  const privacy = sitePrivacySchema.parse({ fieldPolicies: { userId: policy } });
  await store.sites.add({ id: 'shop', name: 'Shop', privacy } as never);
  return runCli(argv, { openStore: async () => store, clock: () => now });
}
const link = (...argv: string[]) =>
  run('link', 'create', '--site', 'shop', '--url', 'https://shop.example/lamps', ...argv);

describe('link create', () => {
  test('a poster in a store', async () => {
    const { code, out } = await link('--campaign', 'autumn', '--store', 'berlin');
    expect(code).toBe(0);
    expect(out).toBe(`https://shop.example/lamps?utm_campaign=autumn&tt=${token}\n`);
    expect(created).toEqual([
      {
        url: 'https://shop.example/lamps',
        campaign: { name: 'autumn' },
        touchpoint: 'store.berlin',
        channel: 'store',
        person: undefined,
        maxUses: undefined,
        expiresAt: undefined,
      },
    ]);
  });

  test('a mail to a person ends by itself', async () => {
    await link('--person', 'C-17', '--medium', 'email');
    await link('--person', 'C-17', '--expires', '12h', '--uses', '1');
    expect(created).toMatchObject([
      { person: 'C-17', touchpoint: undefined, maxUses: 3, expiresAt: now + 30 * 86_400_000 },
      { maxUses: 1, expiresAt: now + 12 * 3_600_000 },
    ]);
  });

  test('as a QR code: an image alone on stdout, or blocks with the address below', async () => {
    const svg = await link('--campaign', 'autumn', '--qr', 'svg');
    expect(svg.out).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(svg.err).toContain(token);
    const blocks = await link('--campaign', 'autumn', '--qr', 'terminal');
    expect(blocks.out).toMatch(/[█▀▄][^]*\nhttps:\/\/shop\.example\S+\n$/);
  });

  test.each([
    [[], 'needs --campaign, --store or --touchpoint'],
    [['--campaign', 'a', '--uses', '0'], '--uses 0 does not fit'],
    [['--campaign', 'a', '--expires', 'soon'], '--expires soon'],
    [['--campaign', 'a', '--channel', 'stroe'], 'Did you mean store?'],
    [['--campaign', 'a', '--qr', 'png'], 'Use terminal or svg.'],
    [['--campaign', 'a', '--url', 'shop.example'], 'is no web address'],
  ])('%j is refused before anything is stored', async (argv, expected) => {
    const { code, err } = await link(...argv);
    expect({ code, created }).toEqual({ code: 2, created: [] });
    expect(err).toContain(expected);
  });

  test('no link holds a person whose id the site does not keep', async () => {
    policy = 'hash';
    const { code, err } = await link('--person', 'C-17');
    expect({ code, created }).toEqual({ code: 1, created: [] });
    expect(err).toContain('without --person');
  });
});

const file = async (name: string, content: unknown) => {
  const full = path.join(dir, name);
  await writeFile(full, typeof content === 'string' ? content : JSON.stringify(content));
  return full;
};

describe('hook', () => {
  test('test shows what a payload would become, and what would be refused', async () => {
    const rule = { fields: { id: 'no', at: 'when', userId: 'who', name: 'what' } };
    const mapping = await file('mapping.json', rule);
    const payload = await file('payload.json', [
      { no: 1, when: '2026-11-22T10:00:00Z', who: 7, what: 'call.held' },
      { when: '2026-11-22T10:00:00Z', who: 7, what: 'call.held' },
    ]);
    const { code, out } = await run('hook', 'test', payload, '--mapping', mapping);
    expect(code).toBe(3);
    const [first, second, sum] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(first).toMatchObject({ event: { id: 'test:1', userId: '7', name: 'call.held' } });
    expect(second).toMatchObject({ refused: expect.stringContaining('id') });
    expect(sum).toEqual({ events: 1, refused: 1, ignored: 0 });
  });

  test.each([
    [{ fields: { at: 'x' } }, 'where the id is'],
    [{ rules: [{ fields: { id: 'a', at: 'b', user: 'c' } }] }, 'is no field'],
    [{ rules: [{ fields: { id: 'a[', at: 'b' } }] }, 'must be a path'],
    [{ rules: [] }, 'rules'],
    ['{', 'is no JSON'],
  ])('a mapping such as %j is refused with the reason', async (mapping, expected) => {
    const wrong = await file('wrong.json', mapping);
    const { code, err } = await run('hook', 'test', wrong, '--mapping', wrong);
    expect(code).toBe(1);
    expect(err).toContain(expected);
  });

  test.each([
    [['add', '--site', 'shop'], '--url is missing'],
    [['add', '--url', 'https://t.example', '--from', 'hubspt'], 'Did you mean hubspot?'],
    [['add', '--url', 'https://t.example', '--from', 'hubspot'], '--secret-file is missing'],
    [['add', '--url', 'https://t.example', '--purpose', 'measurement'], '--purpose needs --basis'],
    [['test', 'x.json'], 'needs one of --hook, --from and --mapping'],
  ])('%j says the way out', async (argv, expected) => {
    const { code, err } = await run('hook', ...argv);
    expect(code).toBe(2);
    expect(err).toContain(expected);
  });
});

test.each([
  [['--number', '030 123401', '--fallback', '+4930123400'], 'no phone number with its country'],
  [['--number', '+4930123401'], '--fallback is missing'],
  [['--number', '+4930123400', '--fallback', '+49 30 123400'], 'stands twice'],
  [['--fallback', '+4930123400', '--minutes', '0'], 'Use 1 to 1,440 minutes.'],
])('phone set %j is refused with the way out', async (argv, expected) => {
  const { code, err } = await run('phone', 'set', '--site', 'shop', ...argv);
  expect(code).toBe(2);
  expect(err).toContain(expected);
});
