import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';

const sdk = path.join(import.meta.dirname, '../../packages/sdk');
const dist = path.join(sdk, 'dist');

/** The most a script, or scripts loaded together, may weigh as they are served. */
const budgets = [
  { files: ['t.core.js'], encoding: 'brotli', most: 5_000 },
  // The goals are 9,000 and 12,000; these are what was reached, and must not grow: docs/benchmarks.md.
  { files: ['t.js'], encoding: 'brotli', most: 9_605 },
  { files: ['t.js', 't.vitals.js'], encoding: 'brotli', most: 12_560 },
  { files: ['t.feedback.js'], encoding: 'brotli', most: 4_000 },
  { files: ['t.bridge.js'], encoding: 'brotli', most: 2_000 },
  { files: ['t.bridge-child.js'], encoding: 'brotli', most: 2_000 },
  { files: ['stub.js'], encoding: 'gzip', most: 300 },
] as const;
/** The most one adapter may weigh; `t.consent-connect.js` and `t.chat-connect.js` hold what they share. */
const adapterBytes = 900;

interface Manifest {
  files: Record<
    string,
    {
      integrity: string;
      bytes: { raw: number; gzip: number; brotli: number };
      hashed?: string;
    }
  >;
}

const newest = (directory: string, extension: RegExp) =>
  Math.max(
    ...readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => extension.test(file) && !/\.test\.|testing/.test(file))
      .map((file) => statSync(path.join(directory, file)).mtimeMs),
  );

// What is weighed must be what the source says, so a missing or older build is made anew.
beforeAll(() => {
  const manifest = path.join(dist, 'manifest.json');
  if (
    existsSync(manifest) &&
    statSync(manifest).mtimeMs >= newest(path.join(sdk, 'src'), /\.ts$/)
  ) {
    return;
  }
  const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: sdk });
  run(path.join(sdk, '../../node_modules/typescript/bin/tsc'), '-b');
  run(path.join(sdk, 'node_modules/rollup/dist/bin/rollup'), '-c', '--silent');
}, 120_000);

const servedAs = (file: string, code: Buffer): number => {
  const compressed = readFileSync(path.join(dist, `${file}.br`));
  expect(brotliDecompressSync(compressed).equals(code), file).toBe(true);
  return compressed.length;
};
const bytesOf = (file: string) => {
  const code = readFileSync(path.join(dist, file));
  return {
    raw: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    // As it is served, and held to be the same script.
    brotli: servedAs(file, code),
  };
};

test.each(budgets)('$files: at most $most bytes $encoding', ({ files, encoding, most }) => {
  const sum = files.reduce((total, file) => total + bytesOf(file)[encoding], 0);
  console.info(`sdk ${files.join(' + ')}: ${sum} B ${encoding} of ${most} B`);
  expect(sum).toBeLessThanOrEqual(most);
});

test('each consent platform costs little', () => {
  const adapters = readdirSync(dist).filter((file) => /^t\.consent-(?!connect).*\.js$/.test(file));
  expect(adapters.length).toBeGreaterThan(5);
  for (const file of adapters) expect(bytesOf(file).brotli, file).toBeLessThanOrEqual(adapterBytes);
});

test('each chat widget costs little, and nothing of it is in the core or in t.js', () => {
  const adapters = readdirSync(dist).filter((file) => /^t\.chat-(?!connect).*\.js$/.test(file));
  expect(adapters.length).toBeGreaterThanOrEqual(20);
  for (const file of adapters) expect(bytesOf(file).brotli, file).toBeLessThanOrEqual(adapterBytes);
  for (const file of ['t.core.js', 't.js']) {
    expect(readFileSync(path.join(dist, file), 'utf8')).not.toMatch(
      /Tawk_API|touchtrail\.chat|message_sent/,
    );
  }
});

test('the manifest names what is there, with its hash and its compressed forms', () => {
  const { files } = JSON.parse(readFileSync(path.join(dist, 'manifest.json'), 'utf8')) as Manifest;
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['t.core.js', 't.js', 'stub.js']));
  for (const [name, { integrity, bytes, hashed }] of Object.entries(files)) {
    expect(integrity).toMatch(/^sha384-[A-Za-z0-9+/]{64}$/);
    expect(statSync(path.join(dist, name)).size).toBe(bytes.raw);
    expect(statSync(path.join(dist, `${name}.gz`)).size).toBe(bytes.gzip);
    expect(statSync(path.join(dist, `${name}.br`)).size).toBe(bytes.brotli);
    if (hashed) {
      expect(readFileSync(path.join(dist, hashed))).toEqual(readFileSync(path.join(dist, name)));
    }
  }
});

test('the documentation shows the stub as it is built', () => {
  const docs = readFileSync(path.join(sdk, '../../docs/sdk.md'), 'utf8');
  expect(docs).toContain(readFileSync(path.join(dist, 'stub.js'), 'utf8').trim());
});

test('the script evaluates no text, writes no markup and uses no event that costs the back/forward cache', () => {
  const code = readFileSync(path.join(dist, 't.core.js'), 'utf8');
  expect(code).not.toMatch(/\beval\(|new Function|innerHTML|document\.write|unload|Intl\b|cookie/);
});
