import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const built = path.join(import.meta.dirname, '../../packages/dashboard/dist/static');
const budget = { js: 60 * 1_024, css: 15 * 1_024 };

interface Chunk {
  file: string;
  src?: string;
  imports?: string[];
  css?: string[];
  isEntry?: boolean;
}

/** What Vite built, by source. */
const manifest = (): Record<string, Chunk> => {
  const file = path.join(built, 'screens.json');
  if (!existsSync(file)) throw new Error('The dashboard is not built: run npm run build first.');
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Chunk>;
};

/** Files that chunks load, with what those load in turn. */
function filesOf(keys: readonly string[], extension: 'js' | 'css'): string[] {
  const chunks = manifest();
  const seen = new Set<string>();
  const files = new Set<string>();
  const add = (key: string) => {
    const chunk = chunks[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    if (extension === 'js') files.add(chunk.file);
    else for (const file of chunk.css ?? []) files.add(file);
    for (const next of chunk.imports ?? []) add(next);
  };
  for (const key of keys) add(key);
  return [...files];
}

const screens = () => Object.keys(manifest()).filter((key) => key.startsWith('src/screens/'));

const gzipped = (files: readonly string[]): number =>
  files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(built, file)), { level: 9 }).length,
    0,
  );

it.each(['js', 'css'] as const)('whichever screen is first keeps the budget of %s', (extension) => {
  expect(screens().length).toBeGreaterThan(5);
  const sizes = screens().map((screen) => ({
    screen,
    bytes: gzipped(filesOf(['index.html', screen], extension)),
  }));
  const largest = sizes.toSorted((a, b) => b.bytes - a.bytes)[0];
  console.info(
    `dashboard ${extension}: ${largest?.bytes} B gzip of ${budget[extension]} B, with ${largest?.screen}`,
  );
  expect(largest?.bytes).toBeGreaterThan(1_000);
  expect(largest?.bytes).toBeLessThanOrEqual(budget[extension]);
});

it('needs no inline script, style or data address: the content security policy forbids them', () => {
  const html = readFileSync(path.join(built, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|data:/);
  for (const file of filesOf(['index.html'], 'css')) {
    expect(readFileSync(path.join(built, file), 'utf8')).not.toContain('data:');
  }
});
