import type { Page } from 'playwright-core';

/** What is left on paper: no bar, nothing cut off, nothing hidden behind a scroll bar. */
export async function printFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'print' });
  const found = await page.evaluate(() => {
    const shown = (selector: string) =>
      [...document.querySelectorAll(selector)].some((one) => one.checkVisibility());
    const faults: string[] = [];
    if (shown('nav, .top-bar, .figure-tools')) faults.push('a bar is printed');
    if (!shown('.print-only')) faults.push('nothing says what was asked');
    for (const element of document.querySelectorAll('main *')) {
      if (!(element instanceof HTMLElement) || !element.checkVisibility()) continue;
      const { overflowX, textOverflow } = getComputedStyle(element);
      if (overflowX === 'visible' || textOverflow === 'ellipsis') continue;
      if (element.classList.contains('hidden')) continue;
      if (element.scrollWidth > element.clientWidth + 1) {
        faults.push(`cut: ${element.outerHTML.slice(0, 100)}`);
      }
    }
    return faults;
  });
  await page.emulateMedia({ media: 'screen' });
  return found;
}
