import type { Module } from '../module.ts';
import type { Props } from '../types.ts';
import { keyOf, off, watch } from './element.ts';
import { later } from './later.ts';

/** A form somebody began to fill in on this page view. */
interface Run {
  /** Not submitted or abandoned yet. */
  _open: boolean;
  _since: number;
  _last?: string | undefined;
  /** Fields that were changed. */
  _changed: Set<string>;
  _errors: number;
  /** Decides whether the last submit was one. */
  _settle?: (() => void) | undefined;
}

/** Where the focus is; `ms` is when it came there. */
interface Stay {
  form: string;
  field: string;
  ms: number;
  changed: boolean;
}

type Field = HTMLInputElement;

const group = 'form,[data-touchpoint-form]';
const fields =
  'input:not([type=hidden],[type=password],[type=search],[type=submit],[type=button],[type=image],[type=reset]),select,textarea';
/** Where no form is looked at; searches are seen by another module. */
const none = off + ',search,[role=search]';

const now = () => performance.now() | 0;

const nameOf = (form: Element) =>
  keyOf(form, 'data-touchpoint-form name id') ??
  'form' + [...document.forms].indexOf(form as HTMLFormElement);

/** Form and field of an event, unless they are none of ours. */
const locate = (event: Event): [form: string, field: string, element: Field] | [] => {
  const path = event.composedPath() as Element[];
  const field = path[0] as Field;
  const within = (selector: string) => path.find((node) => node.matches?.(selector));
  const form = within(group) ?? field.form;
  return form && field.matches(fields) && !within(none)
    ? [nameOf(form), keyOf(field, 'name id autocomplete') ?? field.type, field]
    : [];
};

/**
 * Forms: `form.started` with the first change, `form.field_left` for each stay in a field,
 * `form.field_failed` for each rule of the browser a field breaks, and one end for each start:
 * `form.submitted` or `form.abandoned`, with the last field. Names of fields only, never a value.
 *
 * A hidden page may not come back, so it ends a form too (`hidden`); who comes back and goes on starts
 * it anew (`resumed`). Forms without `<form>` are marked by `data-touchpoint-form`, what submits them by
 * `data-touchpoint-submit`.
 */
export const forms: Module = (core) => {
  /** By name and not by element: it outlives a rerender, and holds no element. */
  const runs = new Map<string | undefined, Run>();
  const roots = new WeakSet<EventTarget>();
  let stay: Stay | undefined;
  const say = (name: string, props: Record<string, unknown>) =>
    core._interact('form.' + name, props as Props);

  const start = (form: string, field?: string): Run => {
    let run = runs.get(form);
    if (!run?._open) {
      say('started', { form, field, resumed: !!run });
      run = { _open: true, _since: now(), _changed: new Set(), _errors: 0 };
      runs.set(form, run);
    }
    run._last = field;
    return run;
  };

  const leaveField = () => {
    const left = stay;
    const run = runs.get(left?.form);
    stay = undefined;
    if (!left || !run?._open) return;
    const { field, ms, changed } = left;
    say('field_left', { ...left, ms: now() - ms, refill: changed && run._changed.has(field) });
    if (changed) run._changed.add(field);
  };

  const end = (form: string, run: Run, name: string, hidden?: boolean) => {
    if (!run._open) return;
    if (stay?.form === form) leaveField();
    run._open = false;
    say(name, {
      form,
      field: run._last,
      ms: now() - run._since,
      fields: run._changed.size,
      errors: run._errors,
      hidden,
    });
  };

  const submitted = (element: Element, event: Event) => {
    const form = nameOf(element);
    let run = runs.get(form);
    if (!run?._open) {
      // A form sent as it was found is begun and ended at once; sent twice, it is sent.
      if (run || !element.querySelector(fields)) return;
      run = start(form, stay?.form === form ? stay.field : undefined);
    }
    const it = run;
    it._settle = () => {
      it._settle = undefined;
      // Who prevents the browser's submit either sends the form by script or found something wrong.
      if (
        (event.defaultPrevented || event.type === 'click') &&
        element.querySelector(':invalid,[aria-invalid=true]')
      ) {
        it._errors++;
      } else end(form, it, 'submitted');
    };
    later(it._settle, 200);
  };

  /** Submits stay within a shadow root. */
  const listen = (root: EventTarget) => {
    if (roots.has(root)) return;
    roots.add(root);
    core._listen(root, 'submit', (event: Event) => {
      const form = event.target as HTMLFormElement;
      if (!form.closest(none)) submitted(form, event);
    });
    core._listen(root, 'invalid', (event: Event) => {
      const [form, field, element] = locate(event);
      const run = runs.get(form);
      // A page may ask as often as it likes.
      if (!run?._open || run._errors++ > 19) return;
      const { validity } = element!;
      for (const error in validity) {
        if (validity[error as keyof ValidityState]) {
          return say('field_failed', { form, field, error });
        }
      }
    });
  };

  listen(document);
  watch(core, 'focusin', (_element, event: Event) => {
    leaveField();
    const [form, field, element] = locate(event);
    if (!form) return;
    stay = { form, field: field!, ms: now(), changed: false };
    if (runs.get(form)?._open) start(form, field);
    listen(element!.getRootNode());
  });
  core._listen(document, 'focusout', leaveField);
  watch(core, 'input', (_element, event: Event) => {
    const [form, field, element] = locate(event);
    // Choices may be changed without having the focus; a text that is was filled in by the browser.
    if (
      form &&
      (runs.get(form)?._open || element!.matches(':focus') || /^[cfrs]/.test(element!.type))
    ) {
      const run = start(form, field);
      if (stay?.form === form && stay.field === field) stay.changed = true;
      else run._changed.add(field!);
    }
  });
  watch(core, 'click', (element, event: Event) => {
    const form = element.closest('[data-touchpoint-submit],[type=submit]')?.closest(group);
    if (form && form.localName !== 'form') submitted(form, event);
  });
  core._onLeave(() => {
    for (const [form, run] of runs) {
      run._settle?.();
      end(form!, run, 'abandoned', document.hidden);
    }
    stay = undefined;
  });
  core._onView(() => {
    runs.clear();
    stay = undefined;
  });
};
