import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const built = path.join(import.meta.dirname, '../../packages/dashboard/dist/static');
const budget = { js: 60 * 1_024, css: 15 * 1_024 };

/** Files that the first HTML loads at once, with what they load in turn by `modulepreload`. */
function firstScreen(extension: 'js' | 'css'): string[] {
  const html = readFileSync(path.join(built, 'index.html'), 'utf8');
  return [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)]
    .map((match) => match[1] ?? '')
    .filter((file) => file.endsWith(`.${extension}`));
}

const gzipped = (files: readonly string[]): number =>
  files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(built, file)), { level: 9 }).length,
    0,
  );

it.each(['js', 'css'] as const)('the first screen keeps its budget of %s', (extension) => {
  if (!existsSync(path.join(built, 'index.html'))) {
    throw new Error('The dashboard is not built: run npm run build first.');
  }
  const files = firstScreen(extension);
  expect(files.length).toBeGreaterThan(0);
  const bytes = gzipped(files);
  console.info(`dashboard ${extension}: ${bytes} B gzip of ${budget[extension]} B`);
  expect(bytes).toBeLessThanOrEqual(budget[extension]);
});

it('needs no inline script, style or data address: the content security policy forbids them', () => {
  const html = readFileSync(path.join(built, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|data:/);
  for (const file of firstScreen('css')) {
    expect(readFileSync(path.join(built, file), 'utf8')).not.toContain('data:');
  }
});
