import type { Module } from '../module.ts';
import { describe, nearest, off } from './element.ts';

const within = 1_000;
const radius = 30;

/**
 * Rage clicks: three clicks or more within a second, each within 30 CSS px of the one before. A burst
 * counts once; it ends with a second without a click, or a click elsewhere.
 */
export const rage: Module = (core) => {
  let burst: number[] = [];
  let x = 0;
  let y = 0;
  let told = false;
  core._listen(document, 'click', (event: MouseEvent) => {
    const { target, timeStamp, clientX, clientY } = event;
    // Keys click without a count. Three clicks select a line of text.
    if (!event.detail || nearest(target, off + ',input,select,textarea')) return;
    const same =
      timeStamp - burst.at(-1)! <= within && Math.hypot(clientX - x, clientY - y) <= radius;
    if (!same) {
      burst = [];
      told = false;
    }
    burst = [...burst.slice(-2), timeStamp];
    x = clientX;
    y = clientY;
    if (!told && timeStamp - burst.at(-3)! <= within && getSelection()?.isCollapsed !== false) {
      told = true;
      core._experience({ rageClicks: 1 });
      core._interact('click.raged', describe(nearest(target, '*')!));
    }
  });
};
