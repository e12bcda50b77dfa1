// @vitest-environment happy-dom
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { rage } from './rage.ts';
import { usePage } from './testing/core.ts';

const page = usePage(rage);

interface Click {
  at: number;
  x: number;
  y: number;
}

const press = ({ at, x, y }: Click, selector = 'p', detail = 1) => {
  const event = new MouseEvent('click', { bubbles: true, clientX: x, clientY: y, detail });
  Object.defineProperty(event, 'timeStamp', { value: at });
  page.find(selector).dispatchEvent(event);
};
const three = (selector: string, detail = 1) => {
  for (const at of [0, 200, 400]) press({ at, x: 5, y: 5 }, selector, detail);
};

test('three clicks in a second on one spot are one rage click', () => {
  page.open('<p id="plan"></p>');
  three('p');
  press({ at: 600, x: 5, y: 5 });
  expect(page.core.said).toMatchObject([{ name: 'click.raged', props: { tag: 'p', id: 'plan' } }]);
  expect(page.core.experience).toEqual([{ rageClicks: 1 }]);
});

test('fields, keys, ignored parts and selecting a line are none', () => {
  page.open('<p></p><input><div data-touchpoint-ignore></div>');
  three('input');
  three('div');
  three('p', 0);
  vi.spyOn(window, 'getSelection').mockReturnValue({ isCollapsed: false } as Selection);
  three('p');
  expect(page.core.said).toEqual([]);
});

/** The definition once more, said another way: over bursts, each counted if any three are in a second. */
function bursts(clicks: readonly Click[]): number {
  const groups: Click[][] = [];
  for (const click of clicks) {
    const before = groups.at(-1)?.at(-1);
    const joins =
      before &&
      click.at - before.at <= 1_000 &&
      (click.x - before.x) ** 2 + (click.y - before.y) ** 2 <= 900;
    if (joins) groups.at(-1)!.push(click);
    else groups.push([click]);
  }
  return groups.filter((group) =>
    group.some((click, index) => index > 1 && click.at - group[index - 2]!.at <= 1_000),
  ).length;
}

test('any sequence of clicks counts as the definition says', () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 1_500 }),
    x: fc.integer({ min: 0, max: 60 }),
    y: fc.integer({ min: 0, max: 60 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      page.open('<p></p>');
      let at = 5_000;
      const clicks = steps.map(({ wait, x, y }) => ({ at: (at += wait), x, y }));
      for (const one of clicks) press(one);
      expect(page.core.said).toHaveLength(bursts(clicks));
      expect(page.core.experience).toHaveLength(bursts(clicks));
    }),
  );
});
