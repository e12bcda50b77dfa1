import { mask } from '../page.ts';
import type { Props } from '../types.ts';

/** What a capture module may say of an element: never its text, its label or its value. */
export type Loosely<T> = { [K in keyof T]: T[K] | undefined };

/**
 * Inside these nothing is captured: what the page marks with `data-touchpoint-ignore`, and chats that
 * live in the page itself. Events out of an open shadow root are told of their host only.
 */
export const off =
  '[data-touchpoint-ignore],deep-chat,#n8n-chat,.n8n-chat,.crisp-client,[class^=webchat],[class^=intercom]';

/** The nearest element around an event's target; a target may also be a document or a window. */
export const nearest = (target: EventTarget | null, selector: string): HTMLElement | null =>
  (target as Element | null)?.closest?.<HTMLElement>(selector) ?? null;

/** What a page marked as a touchpoint; on its body the mark names the page itself. */
export const marked = (target: EventTarget | null): HTMLElement | null =>
  nearest(target, '[data-touchpoint]:not(body)');

/**
 * A stable name of an element from the first attribute that holds one. An attribute that is no
 * identifier (`jane@example.org`, `:r1:`) is passed over, and what a program counted up or drew by lot
 * (`items[48211]`, `input-7f3a9c`) becomes `*`.
 */
export function keyOf(element: Element, ...attributes: string[]): string | undefined {
  for (const attribute of attributes) {
    const value = element.getAttribute(attribute) ?? '';
    if (/^[a-z]([\w.:[\]-]{0,60}[\w\]])?$/i.test(value)) {
      const key = value.replace(/[^\W_]*(\d{3}|\d[a-z]+\d)[^\W_]*/gi, '*');
      if (key !== '*') return key;
    }
  }
  return undefined;
}

/** Tag, id, role and the part of the page an element is in. */
export const describe = (element: Element): Props =>
  ({
    tag: element.localName,
    id: keyOf(element, 'id', 'name'),
    role: keyOf(element, 'role'),
    area: nearest(element, 'header,nav,main,aside,footer,dialog')?.localName,
  }) satisfies Loosely<Props> as Props;

/** Name of the file a URL leads to. */
export const fileOf = (url: string): string => mask(url.split(/[?#]/)[0]!.split('/').pop()!);
