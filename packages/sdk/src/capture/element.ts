import { fieldsOf } from '../fields.ts';
import type { Core } from '../module.ts';
import { scrub } from '../page.ts';
import type { Props } from '../types.ts';

/**
 * Inside these nothing is captured: what the page marks with `data-touchpoint-ignore`, and chats that
 * live in the page itself.
 */
export const off =
  '[data-touchpoint-ignore],deep-chat,#n8n-chat,.crisp-client,[class^=webchat],[class^=intercom]';

/**
 * Calls back with the element of each event of these types, separated by spaces, unless it is one to
 * keep off. What is in an open shadow root is known by its host only.
 */
export const watch = (
  core: Core,
  types: string,
  run: (element: HTMLElement, event: never) => void,
): void => {
  for (const type of types.split(' ')) {
    core._listen(document, type, (event: Event) => {
      const element = event.target as HTMLElement;
      // A document is a target too, of copying for one.
      if (element.closest && !element.closest(off)) run(element, event as never);
    });
  }
};

/** Records a touch of what its page may have marked. */
export const touch = (
  core: Core,
  name: string,
  props: Record<string, unknown>,
  mark?: HTMLElement | null,
): unknown =>
  core._record(
    'touch',
    fieldsOf(name, { touchpoint: mark?.dataset['touchpoint'], props: props as Props }),
  );

/** What a page marked as a touchpoint; on its body the mark names the page itself. */
export const marked = (element: Element): HTMLElement | null =>
  element.closest<HTMLElement>('[data-touchpoint]:not(body)');

/**
 * A stable name of an element from the first attribute that holds one. An attribute that is no
 * identifier (`jane@example.org`, `:r1:`) is passed over, and what a program counted up or drew by lot
 * (`items[48211]`, `input-7f3a9c`) becomes `*`.
 */
export const keyOf = (element: Element, attributes: string): string | undefined =>
  attributes
    .split(' ')
    .map((attribute) =>
      /^[a-z]([\w.:[\]-]{0,60}[\w\]])?$/i
        .exec(element.getAttribute(attribute) ?? '')?.[0]
        .replace(/[^\W_]*(\d{3}|\d[a-z]+\d)[^\W_]*/gi, '*'),
    )
    .find((key) => key && key !== '*');

/** Tag, id, role and the part of the page an element is in: never its text, its label or its value. */
export const describe = (element: Element): Props =>
  ({
    tag: element.localName,
    id: keyOf(element, 'id name'),
    role: keyOf(element, 'role'),
    area: element.closest('header,nav,main,aside,footer,dialog')?.localName,
  }) as Props;

/** Name of the file a URL leads to; `undefined` where it is none. */
export const fileOf = (url?: string): string | undefined => scrub(url!)?.split('/').pop();
