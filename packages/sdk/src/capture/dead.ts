import type { Module } from '../module.ts';
import { describe, watch } from './element.ts';
import { later } from './later.ts';

/** How long a page may take to react, ms. */
const patience = 2_500;

/**
 * Dead clicks: on something that looks as if it would react, and for 2.5 s nothing does: no change of
 * the document, no route, focus, selection, scroll, submit or new window. In doubt a click is
 * not dead: links to other addresses, fields and custom elements are left out, and any change counts.
 */
export const dead: Module = (core) => {
  /** Clicks that wait for a reaction. */
  let waiting: ReturnType<typeof setTimeout>[] = [];
  let still = false;
  const alive = () => {
    waiting.forEach(clearTimeout);
    waiting = [];
  };
  const observer = new MutationObserver(() => {
    observer.disconnect();
    still = false;
    alive();
  });
  // Menus open when the button goes down, before the click.
  watch(core, 'pointerdown', () => {
    still = true;
    observer.observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
  watch(core, 'click', (target, { detail }: MouseEvent) => {
    const element = target.closest('a,button,summary,[role],[onclick]');
    if (
      still &&
      detail &&
      !target.localName.includes('-') &&
      !target.closest(
        'a[href]:not([href^="#"],[href^=javascript]),input,select,textarea,label,video,canvas',
      ) &&
      (element || getComputedStyle(target).cursor === 'pointer')
    ) {
      const props = describe(element ?? target);
      waiting.push(
        later(() => {
          core._experience({ deadClicks: 1 });
          core._interact('click.dead', props);
        }, patience),
      );
    }
  });
  // At the window all of these pass in the capture phase, its own too.
  for (const type of 'scroll submit focus blur selectionchange toggle popstate'.split(' ')) {
    core._listen(self, type, alive);
  }
  core._onLeave(alive);
};
