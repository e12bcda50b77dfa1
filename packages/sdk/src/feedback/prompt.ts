import { ranges } from './rule.ts';
import type { FeedbackRule } from './rule.ts';
import { css } from './style.ts';
import type { FeedbackTexts } from './texts.ts';

/** Name of the element around a prompt: there is one at most in a document. */
export const hostName = 'touchtrail-feedback';

/** What a person answered. */
export interface Answer {
  rating: number;
  /** Only what was written while comments were allowed. */
  comment?: string;
}

/** A prompt on the page. */
export interface Prompt {
  /** Shows or takes away the field for words; what was written in it is gone then. */
  allowComment(allowed: boolean): void;
  close(): void;
}

const announceMs = 100;
const announcedMs = 4_000;
const thanksMs = 6_000;

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The answers as native radio buttons: arrow keys, names and states come with them. */
function answers({ kind }: FeedbackRule, { low, high }: FeedbackTexts): HTMLElement {
  const [from, to] = ranges[kind];
  const step = Math.sign(to - from);
  const row = element('div', { class: 's' });
  for (let rating = from; rating !== to + step; rating += step) {
    const meaning = rating === Math.max(from, to) ? high : rating === Math.min(from, to) ? low : '';
    const thumbs = kind === 'thumbs';
    const input = element('input', {
      type: 'radio',
      name: 'r',
      value: `${rating}`,
      // A number alone does not say which end is the good one.
      ...(meaning && !thumbs && { 'aria-label': `${rating}, ${meaning}` }),
    });
    const face = thumbs
      ? [element('i', { 'aria-hidden': 'true' }, rating ? '👍 ' : '👎 '), meaning]
      : [`${rating}`];
    row.append(element('label', {}, input, element('span', {}, ...face)));
  }
  return row;
}

/**
 * Puts a question on the page: a dialog that blocks nothing and takes no focus by itself. It is
 * announced to screen readers, Escape in it closes it, and focus goes back to where it came from.
 *
 * @param focus moves focus into it: for a person who has asked for it.
 * @param answered called once, with what was sent.
 * @param gone called when it is off the page.
 */
export function showPrompt(
  rule: FeedbackRule,
  texts: FeedbackTexts & { language: string },
  { focus, comments }: { focus: boolean; comments: boolean },
  answered: (answer: Answer) => void,
  gone: () => void,
): Prompt {
  // What happens in it is no click, form or key of the page.
  const host = document.createElement(hostName);
  host.setAttribute('data-touchpoint-ignore', '');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  // Not as an attribute or an element: a policy of the page may forbid those.
  root.adoptedStyleSheets = [sheet];

  const close = element('button', { type: 'button', class: 'x', 'aria-label': texts.close }, '✕');
  const words = element('textarea', { maxlength: '2000' });
  const comment = element('label', { class: 'c' }, texts.comment, words);
  const row = answers(rule, texts);
  const form = element(
    'form',
    { novalidate: '' },
    element(
      'fieldset',
      {},
      element('legend', { id: 'q' }, texts.question),
      row,
      ...(rule.kind === 'thumbs'
        ? []
        : [
            element(
              'div',
              { class: 'e', 'aria-hidden': 'true' },
              element('span', {}, texts.low),
              element('span', {}, texts.high),
            ),
          ]),
    ),
    comment,
    element('button', {}, texts.send),
  );
  const status = element('p', { role: 'status' });
  const dialog = element(
    'div',
    { role: 'dialog', 'aria-labelledby': 'q', lang: texts.language },
    form,
    status,
    close,
  );
  const timers: ReturnType<typeof setTimeout>[] = [];
  let from: HTMLElement | undefined;

  const say = (text: string, seen: boolean) => {
    status.className = seen ? '' : 'h';
    status.textContent = text;
  };
  const prompt: Prompt = {
    allowComment(allowed) {
      comment.hidden = !(allowed && rule.comment);
      if (comment.hidden) words.value = '';
    },
    close() {
      if (!host.isConnected) return;
      timers.forEach(clearTimeout);
      const inside = root.activeElement;
      host.remove();
      if (inside && from?.isConnected) from.focus();
      gone();
    },
  };

  close.addEventListener('click', prompt.close);
  root.addEventListener('focusin', ((event: FocusEvent) => {
    const left = event.relatedTarget as HTMLElement | null;
    if (left && !root.contains(left)) from = left;
  }) as EventListener);
  for (const type of ['keydown', 'keyup', 'keypress']) {
    root.addEventListener(type, (event) => {
      // Shortcuts of the page are not meant for what is typed here.
      event.stopPropagation();
      if (type === 'keydown' && (event as KeyboardEvent).key === 'Escape') prompt.close();
    });
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = form.querySelector<HTMLInputElement>(':checked');
    if (!chosen) {
      say(texts.choose, true);
      form.querySelector('input')!.focus();
      return;
    }
    const written = words.value.trim();
    const inside = root.activeElement;
    form.hidden = true;
    // The question stays as the name of the dialog while it says thanks.
    say(texts.thanks, true);
    if (inside) close.focus();
    answered({ rating: Number(chosen.value), ...(written && { comment: written }) });
    words.value = '';
    timers.push(
      setTimeout(() => {
        // Not from under somebody's keyboard.
        if (!close.matches(':focus-visible')) prompt.close();
      }, thanksMs),
    );
  });

  prompt.allowComment(comments);
  root.append(dialog);
  const before = document.activeElement;
  document.body.append(host);
  if (focus) {
    from = before as HTMLElement;
    form.querySelector('input')!.focus();
  } else {
    // A live region speaks of what changes in it, so it has to be there first.
    timers.push(
      setTimeout(say, announceMs, texts.question, false),
      setTimeout(() => {
        if (status.className) say('', false);
      }, announcedMs),
    );
  }
  return prompt;
}
