import type { Page } from 'playwright-core';

/** What the walk notes down inside the page. */
interface Steps {
  seen: Element[];
  unmarked: string[];
}
interface Scope {
  steps: Steps;
  controls: () => Element[];
}

/** Runs in the page: notes each element that gets the focus, and whether that can be seen. */
const watch = (): void => {
  const scope = globalThis as unknown as Scope;
  const isWatched = Reflect.has(scope, 'steps');
  scope.steps = { seen: [], unmarked: [] };
  if (isWatched) return;
  const drawn = (element: Element | null): boolean => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return (
      (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) ||
      (element instanceof SVGElement &&
        style.stroke !== 'none' &&
        Number.parseFloat(style.strokeWidth) >= 1.5)
    );
  };
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element) || target.id === 'main') return;
    const { steps } = scope;
    steps.seen.push(target);
    // Focus is shown on the element, on the word beside a hidden input, or on a mark's own ground.
    const shown = [
      target,
      target.nextElementSibling,
      ...target.querySelectorAll('.hit, .plate, .shape, .cursor-line'),
    ];
    if (!shown.some(drawn)) steps.unmarked.push(target.outerHTML.slice(0, 120));
  });
  scope.controls = () => {
    const radios = new Set<string>();
    return [
      ...document.querySelectorAll(
        'main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])',
      ),
    ].filter((element) => {
      if (element.matches(':disabled') || (element as HTMLElement).tabIndex < 0) return false;
      if (!element.checkVisibility({ visibilityProperty: true })) return false;
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
      // One of a group is enough: arrow keys reach the others.
      if (radios.has(element.name)) return false;
      radios.add(element.name);
      return true;
    });
  };
};

/**
 * Goes through a screen by the Tab key alone, from its heading to its end.
 *
 * @returns controls that were not reached, that show no focus, or that do not let go of it.
 */
export async function keyboardFaults(page: Page): Promise<string[]> {
  await page.evaluate(watch);
  const expected = await page.evaluate(() => {
    document.querySelector<HTMLElement>('main')?.focus();
    return (globalThis as unknown as Scope).controls().length;
  });
  // A few more than there are controls: what scrolls may be a stop of its own.
  for (let count = 0; count < expected + 12; count += 1) {
    await page.keyboard.press('Tab');
    if (count < expected) continue;
    if (!(await page.evaluate(() => document.activeElement?.closest('main') != null))) break;
  }
  return page.evaluate(() => {
    const { steps, controls } = globalThis as unknown as Scope;
    const radio = (element: Element) =>
      element instanceof HTMLInputElement && element.type === 'radio' ? element.name : undefined;
    const groups = new Set(steps.seen.map(radio));
    const missed = controls().filter(
      (element) => !steps.seen.includes(element) && !(radio(element) && groups.has(radio(element))),
    );
    const left = document.activeElement?.closest('main') ?? null;
    return [
      ...missed.map((element) => `not reached: ${element.outerHTML.slice(0, 120)}`),
      ...[...new Set(steps.unmarked)].map((html) => `focus not seen: ${html}`),
      ...(left ? [`does not let go: ${document.activeElement?.outerHTML.slice(0, 120)}`] : []),
    ];
  });
}

/** Opens each box behind a button by Enter and leaves it by Escape. */
export async function boxFaults(page: Page): Promise<string[]> {
  const found: string[] = [];
  const labels = await page
    .locator('button[aria-expanded="false"]')
    .evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('aria-label') ?? ''))]);
  for (const label of labels) {
    const button = page
      .locator(`button[aria-expanded][aria-label=${JSON.stringify(label)}]`)
      .first();
    if (!(await button.isVisible())) continue;
    await button.press('Enter');
    if ((await button.getAttribute('aria-expanded')) !== 'true')
      found.push(`Enter opens nothing: ${label}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    const back = await button.evaluate((one) => one === document.activeElement);
    if (!back || (await button.getAttribute('aria-expanded')) !== 'false')
      found.push(`Escape does not lead back: ${label}`);
  }
  return found;
}
