import type { Module } from '../module.ts';
import { describe, watch } from './element.ts';

const within = 1_000;
const radius = 30;

/**
 * Rage clicks: three clicks or more within a second, each within 30 CSS px of the one before. A burst
 * counts once; it ends with a second without a click, or a click elsewhere.
 */
export const rage: Module = (core) => {
  // The last click of this burst, and the one before it.
  let last = -Infinity;
  let before = last;
  let x = 0;
  let y = 0;
  let told = false;
  watch(core, 'click', (element, { detail, timeStamp, clientX, clientY }: MouseEvent) => {
    // Keys click without a count. Three clicks select a line of text.
    if (!detail || element.matches('input,select,textarea')) return;
    if (timeStamp - last > within || Math.hypot(clientX - x, clientY - y) > radius) {
      before = last = -Infinity;
      told = false;
    }
    if (!told && timeStamp - before <= within && getSelection()?.isCollapsed !== false) {
      told = true;
      core._experience({ rageClicks: 1 });
      core._interact('click.raged', describe(element));
    }
    before = last;
    last = timeStamp;
    x = clientX;
    y = clientY;
  });
};
