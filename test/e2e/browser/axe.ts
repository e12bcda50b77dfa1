import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface AxeScope {
  axe: { run(where: unknown, options: RunOptions): Promise<AxeResults> };
}

/**
 * What axe finds on a page against WCAG 2.2 AA: the rule, in how many places, and the first of them.
 *
 * @example
 * expect(await axeFaults(page)).toEqual([]);
 */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as AxeScope).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      // Boxes are named by their touchpoint first; the figures drawn beside it are no label.
      rules: { 'label-content-name-mismatch': { enabled: false } },
    }),
  );
  return violations.map(({ id, nodes }) => {
    const where = nodes.slice(0, 3).map(({ html }) => html.slice(0, 160));
    return `${id} (${nodes.length}): ${where.join(' | ')}`;
  });
}
