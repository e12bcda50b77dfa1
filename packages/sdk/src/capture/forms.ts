import type { Module } from '../module.ts';
import type { Props } from '../types.ts';
import { keyOf, nearest, off } from './element.ts';
import { later } from './later.ts';

/** A form somebody began to fill in on this page view. */
interface Run {
  _since: number;
  _last: string;
  /** By field: whether it was changed, and how often it was refused. */
  _fields: Map<string, { _changed: boolean; _errors: number }>;
  _errors: number;
  _refills: number;
}

type Field = HTMLInputElement;

const group = 'form,[data-touchpoint-form]';
const unseen = /^(hidden|password|search|submit|button|image|reset)$/;
// These may be changed without having the focus; a text that is was filled in by the browser.
const chosen = /^(checkbox|radio|select.*|range|color|file)$/;

const now = () => Math.round(performance.now());

const fieldName = (field: Field) => keyOf(field, 'name', 'id', 'autocomplete') ?? field.type;

const formName = (form: Element) =>
  keyOf(form, 'data-touchpoint-form', 'name', 'id') ??
  'form' + Array.prototype.indexOf.call(document.forms, form);

const tracked = (field: Field) =>
  /^(input|select|textarea)$/.test(field.localName) && !unseen.test(field.type);

const knownField = (run: Run, field: string) => {
  let known = run._fields.get(field);
  if (!known) run._fields.set(field, (known = { _changed: false, _errors: 0 }));
  return known;
};

/** Form and field of an event, unless they are none of ours. */
const locate = (event: Event): [form: string, field: string, element: Field] | undefined => {
  if (nearest(event.target, off)) return undefined;
  const path = event.composedPath() as Element[];
  const field = path[0] as Field;
  const form = path.find((node) => node.matches?.(group)) ?? field.form;
  return form &&
    tracked(field) &&
    !path.some((node) => node.matches?.(off + ',search,[role=search]'))
    ? [formName(form), fieldName(field), field]
    : undefined;
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
  const runs = new Map<string, Run>();
  const ended = new Set<string>();
  const roots = new WeakSet<EventTarget>([document]);
  let stay: { _form: string; _field: string; _since: number; _changed: boolean } | undefined;
  /** Decides whether the last submit was one. */
  let settle: (() => void) | undefined;

  const start = (form: string, field: string): Run => {
    let run = runs.get(form);
    if (!run) {
      core._interact('form.started', {
        form,
        ...(field && { field }),
        ...(ended.has(form) && { resumed: true }),
      });
      runs.set(
        form,
        (run = { _since: now(), _last: field, _fields: new Map(), _errors: 0, _refills: 0 }),
      );
    }
    return run;
  };

  const leaveField = () => {
    const left = stay;
    stay = undefined;
    const run = left && runs.get(left._form);
    if (!run) return;
    const { _form: form, _field: field, _since, _changed: changed } = left;
    const known = knownField(run, field);
    const refill = changed && known._changed;
    if (refill) run._refills++;
    known._changed ||= changed;
    core._interact('form.field_left', { form, field, ms: now() - _since, changed, refill });
  };

  const end = (form: string, name: string, extra?: Props) => {
    const run = runs.get(form);
    if (!run) return;
    if (stay?._form === form) leaveField();
    runs.delete(form);
    ended.add(form);
    core._interact('form.' + name, {
      form,
      ...(run._last && { field: run._last }),
      ms: now() - run._since,
      fields: run._fields.size,
      errors: run._errors,
      refills: run._refills,
      ...extra,
    });
  };

  const submitted = (element: Element, event: Event) => {
    settle?.();
    const form = formName(element);
    const run = runs.get(form);
    const own = () => {
      if (settle !== own) return;
      settle = undefined;
      // Who prevents the browser's submit either sends the form by script or found something wrong.
      if (
        (event.defaultPrevented || event.type === 'click') &&
        element.querySelector(':invalid,[aria-invalid=true]')
      ) {
        if (run) run._errors++;
      } else end(form, 'submitted');
    };
    // A form sent as it was found is begun and ended at once; sent twice, it is sent.
    if (
      run ||
      (!ended.has(form) &&
        [...element.querySelectorAll<Field>('input,select,textarea')].some(tracked))
    ) {
      start(form, stay?._form === form ? stay._field : '');
      settle = own;
      later(own, 200);
    }
  };

  const listen = (root: EventTarget) => {
    core._listen(root, 'submit', (event: Event) => {
      const form = event.target as HTMLFormElement;
      if (!nearest(form, off + ',search,[role=search]')) submitted(form, event);
    });
    core._listen(root, 'invalid', (event: Event) => {
      const [form, field, element] = locate(event) ?? [];
      const run = runs.get(form!);
      if (!run) return;
      run._errors++;
      const known = knownField(run, field!);
      const validity = element!.validity as unknown as Record<string, boolean>;
      let error = '';
      for (const rule in validity) if (validity[rule]) error ||= rule;
      if (known._errors++ < 3)
        core._interact('form.field_failed', { form: form!, field: field!, error });
    });
  };

  listen(document);
  core._listen(document, 'focusin', (event: Event) => {
    leaveField();
    const [form, field, element] = locate(event) ?? [];
    if (!form) return;
    stay = { _form: form, _field: field!, _since: now(), _changed: false };
    const run = runs.get(form);
    if (run) run._last = field!;
    // Submits stay within a shadow root.
    const root = element!.getRootNode();
    if (!roots.has(root)) {
      roots.add(root);
      listen(root);
    }
  });
  core._listen(document, 'focusout', leaveField);
  core._listen(document, 'input', (event: Event) => {
    const [form, field, element] = locate(event) ?? [];
    if (!form || !(runs.has(form) || element!.matches(':focus') || chosen.test(element!.type))) {
      return;
    }
    const run = start(form, field!);
    run._last = field!;
    if (stay?._form === form && stay._field === field) stay._changed = true;
    else knownField(run, field!)._changed = true;
  });
  core._listen(document, 'click', (event: MouseEvent) => {
    const button = nearest(event.target, '[data-touchpoint-submit],[type=submit]');
    const form = nearest(button, group);
    if (form && form.localName !== 'form' && !nearest(form, off)) submitted(form, event);
  });
  core._onLeave(() => {
    settle?.();
    leaveField();
    for (const form of runs.keys()) end(form, 'abandoned', { hidden: document.hidden });
  });
  core._onView(() => {
    runs.clear();
    ended.clear();
    stay = settle = undefined;
  });
};
