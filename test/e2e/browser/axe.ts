import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface AxeScope {
  axe?: { run(where: unknown, options: RunOptions): Promise<AxeResults> };
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Only what is wrong is worked out: paths to everything that is right were most of the time. */
const brief: RunOptions = {
  resultTypes: ['violations'],
  selectors: false,
  preload: false,
  iframes: false,
};

export interface AxeOptions {
  /** Only colours: all that differs between light and dark. */
  coloursOnly?: boolean;
}

/**
 * What axe finds on a page against WCAG 2.2 AA: the rule, in how many places, and the first of them.
 *
 * @example
 * expect(await axeFaults(page)).toEqual([]);
 */
export async function axeFaults(
  page: Page,
  { coloursOnly = false }: AxeOptions = {},
): Promise<string[]> {
  if (!(await page.evaluate(() => (globalThis as unknown as AxeScope).axe !== undefined)))
    await page.evaluate(source);
  const { violations } = await page.evaluate(
    (options) => (globalThis as unknown as Required<AxeScope>).axe.run(document, options),
    coloursOnly
      ? { ...brief, runOnly: { type: 'rule' as const, values: ['color-contrast'] } }
      : {
          ...brief,
          runOnly: { type: 'tag' as const, values: standards },
          // Experimental, so no tag asks for it: what is read on a control is part of its name.
          rules: { 'label-content-name-mismatch': { enabled: true } },
        },
  );
  return violations.map(({ id, nodes }) => {
    const where = nodes.slice(0, 3).map(({ html }) => html.slice(0, 160));
    return `${id} (${nodes.length}): ${where.join(' | ')}`;
  });
}
