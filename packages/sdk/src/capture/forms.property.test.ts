// @vitest-environment happy-dom
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { forms } from './forms.ts';
import { usePage } from './testing/core.ts';

const page = usePage(forms);
const canary = 'kanarienvogel';

const formNames = ['one', 'two'];
const fieldNames = ['email', 'city', 'constructor'];
const html = formNames
  .map(
    (form) =>
      `<form id="${form}">${fieldNames.map((name) => `<input name="${name}">`).join('')}</form>`,
  )
  .join('');

const step = fc.record({
  what: fc.constantFrom(
    'focus',
    'input',
    'input',
    'blur',
    'invalid',
    'submit',
    'prevented',
    'refused',
    'hide',
    'route',
    'wait',
  ),
  form: fc.constantFrom(...formNames),
  field: fc.constantFrom(...fieldNames),
});

interface Ends {
  form: string;
  how: string;
  field: unknown;
}

/** The definitions once more, over the same steps and without a browser. */
function expected(steps: readonly { what: string; form: string; field: string }[]): Ends[] {
  const ends: Ends[] = [];
  const last = new Map<string, string>();
  /** Forms that ended on this view: as they are, they are not sent anew. */
  const ended = new Set<string>();
  let focused = '';
  /** Where a stay goes on: a field keeps the focus when a page is hidden, the stay ends. */
  let stay = '';
  const leave = () => {
    for (const [form, field] of last) {
      ends.push({ form, how: 'abandoned', field });
      ended.add(form);
    }
    last.clear();
    stay = '';
  };
  const stayIn = (form: string) => (stay.startsWith(form) ? stay.split(' ')[1]! : '');
  for (const { what, form, field } of steps) {
    const here = `${form} ${field}`;
    if (what === 'focus') {
      // Nothing happens to a field that has the focus.
      if (focused === here) continue;
      focused = stay = here;
      if (last.has(form)) last.set(form, field);
    } else if (what === 'blur') focused = stay = '';
    else if (what === 'input') {
      if (last.has(form) || focused === here) last.set(form, field);
    } else if (what === 'submit' || what === 'prevented' || what === 'refused') {
      if (!last.has(form)) {
        // As it was found it can be sent, and begun by that, once.
        if (ended.has(form)) continue;
        last.set(form, stayIn(form));
      }
      if (what === 'refused') continue;
      ends.push({ form, how: 'submitted', field: last.get(form) });
      last.delete(form);
      ended.add(form);
      if (stayIn(form)) stay = '';
    } else if (what === 'hide' || what === 'route') {
      leave();
      if (what === 'route') ended.clear();
    }
  }
  leave();
  return byForm(ends.map((end) => ({ ...end, field: end.field || undefined })));
}

/** Forms that are abandoned together have no order among each other; the ends of one form have. */
const byForm = (ends: readonly Ends[]): Ends[] =>
  formNames.flatMap((form) => ends.filter((end) => end.form === form));

test('each start has one end, with the last field, and no value is ever told', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const core = page.open(html);
      for (const { what, form, field } of steps) {
        const input = page.find(`#${form} [name=${field}]`) as HTMLInputElement;
        if (what === 'focus') input.focus();
        else if (what === 'blur') (document.activeElement as HTMLElement | null)?.blur();
        else if (what === 'input') {
          input.value += canary;
          input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        } else if (what === 'invalid') input.dispatchEvent(new Event('invalid'));
        else if (what === 'wait') vi.advanceTimersByTime(1_000);
        else if (what === 'hide' || what === 'route') {
          core.leave();
          if (what === 'route') core.view('route');
        } else {
          if (what === 'refused') input.setAttribute('aria-invalid', 'true');
          const event = new Event('submit', { bubbles: true, cancelable: true });
          if (what !== 'submit') event.preventDefault();
          page.find(`#${form}`).dispatchEvent(event);
          vi.advanceTimersByTime(200);
          input.removeAttribute('aria-invalid');
        }
      }
      core.leave();
      const open = new Map<string, number>();
      for (const { name, props } of core.said) {
        const form = String(props['form']);
        const now = (open.get(form) ?? 0) + (name === 'form.started' ? 1 : 0);
        // Never two starts without an end, and nothing outside of a run.
        expect(now).toBe(1);
        open.set(form, /submitted|abandoned/.test(name) ? 0 : 1);
      }
      expect([...open.values()].every((count) => count === 0)).toBe(true);
      const ends = core.said
        .filter(({ name }) => /submitted|abandoned/.test(name))
        .map(({ name, props }) => ({
          form: String(props['form']),
          how: name.slice('form.'.length),
          field: props['field'],
        }));
      expect(byForm(ends)).toEqual(expected(steps));
      expect(core.text()).not.toContain(canary);
    }),
    { numRuns: 500 },
  );
});
