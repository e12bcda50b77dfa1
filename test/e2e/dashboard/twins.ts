import type { Page } from 'playwright-core';

/** A chart's marks as they are read out, and the numbers of its table. */
interface Twin {
  title: string;
  told: string[];
  table: string;
}

/** Runs in the page: each figure that can be turned, as drawn and as a table. */
const readTwins = async (): Promise<Twin[]> => {
  const twins: Twin[] = [];
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (const figure of document.querySelectorAll('main .figure')) {
    const turn = figure.querySelector<HTMLElement>('.figure-tools > button[aria-pressed]');
    const title = figure.querySelector('h2')?.textContent ?? '';
    if (!turn) continue;
    const marks = figure.querySelectorAll('svg [aria-label], .tile[aria-label]');
    const told = [...marks].map((mark) => mark.getAttribute('aria-label') ?? '');
    turn.click();
    await frame();
    // Long tables open on demand.
    for (const more of figure.querySelectorAll<HTMLElement>('.table-scroll + button')) more.click();
    await frame();
    const cells = figure.querySelectorAll('th, td, .population, .figure-note');
    const table = [...cells].map((one) => one.textContent).join(' ');
    twins.push({ title, told, table });
    turn.click();
    await frame();
  }
  return twins;
};

const numbers = (text: string): string[] => text.match(/\d[\d.,]*\d|\d/g) ?? [];

/**
 * Charts whose table twin does not hold what their marks say.
 *
 * @returns the figure, the mark, and the numbers that stand nowhere in the table.
 */
export async function twinFaults(page: Page): Promise<string[]> {
  const twins = await page.evaluate(readTwins);
  return twins.flatMap(({ title, told, table }) => {
    const known = new Set(numbers(table));
    return told.flatMap((text) => {
      const missing = numbers(text).filter((one) => !known.has(one) && !table.includes(one));
      return missing.length === 0
        ? []
        : [`${title}: "${text}" – not in the table: ${missing.join(' ')}`];
    });
  });
}
