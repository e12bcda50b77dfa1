import { afterEach, beforeEach, vi } from 'vitest';
import type { Fields } from '../../fields.ts';
import type { Core, Module } from '../../module.ts';
import type { ExperienceValues, Purpose } from '../../types.ts';
import type { CaptureConfig } from '../config.ts';

/** What a module said. */
export interface Said {
  type: string;
  name: string;
  touchpoint?: string | undefined;
  props: Record<string, unknown>;
}

/** A core in memory: it keeps what modules say, and lets a test end and begin page views. */
export interface FakeCore extends Core {
  said: Said[];
  /** Everything ever said, as text: to search it for what must not be there. */
  text(): string;
  names(): string[];
  /** Values given to `_experience`, in order. */
  experience: ExperienceValues[];
  allowed: Purpose[];
  active: boolean;
  view(navigation?: string): void;
  leave(): void;
  /** Listeners now registered. */
  listeners(): number;
  close(): void;
}

const propsOf = (props: object | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(props ?? {}).filter(([, value]) => value !== undefined));

export function createFakeCore(config: Partial<CaptureConfig> = {}): FakeCore {
  const off: (() => void)[] = [];
  const leaves: (() => void)[] = [];
  const views: ((navigation: string) => void)[] = [];
  const core: FakeCore = {
    said: [],
    text: () => JSON.stringify([core.said, core.experience]),
    names: () => core.said.map(({ name }) => name),
    experience: [],
    allowed: ['measurement', 'storage'],
    active: true,
    view: (navigation = 'route') => {
      for (const run of views) run(navigation);
    },
    leave: () => {
      for (const run of leaves) run();
    },
    listeners: () => off.length,
    close: () => {
      for (const run of off.splice(0)) run();
    },
    _config: { site: 'wk_test', ...config },
    _active: () => core.active,
    _allows: (purpose) => core.active && core.allowed.includes(purpose),
    _identity: undefined as never,
    _record(type, fields: Fields) {
      if (!core.active) return undefined;
      core.said.push({
        type,
        name: fields.name!,
        touchpoint: fields.touchpoint,
        props: propsOf(fields.props as object),
      });
      return 'id';
    },
    _interact(name, props) {
      core._record('interaction', { name, props });
    },
    _experience(values) {
      if (core.active) core.experience.push(values);
    },
    _listen(target, type, run) {
      const listener = (event: Event) => core.active && run(event as never);
      target.addEventListener(type, listener, { capture: true, passive: true });
      off.push(() => target.removeEventListener(type, listener, { capture: true }));
    },
    _onEvent() {},
    _onLeave: (run) => leaves.push(run),
    _onView: (run) => views.push(run),
  };
  return core;
}

// Links are clicked here, not followed.
const stay = (event: Event) => {
  if ((event.target as Element).closest('a,area')) event.preventDefault();
};

/** A page with one module on it for each test: a fresh document, timers under control. */
export function usePage(module: Module) {
  const page = {
    core: undefined as unknown as FakeCore,
    /** Starts the module anew, on a page of this markup. */
    open(html: string, config: Partial<CaptureConfig> = {}): FakeCore {
      page.core?.close();
      document.body.innerHTML = html;
      page.core = createFakeCore(config);
      module(page.core);
      page.core.view('load');
      return page.core;
    },
    find: (selector: string) => document.querySelector<HTMLElement>(selector)!,
    click(selector: string, init: MouseEventInit = {}, type = 'click') {
      page.find(selector).dispatchEvent(
        new MouseEvent(type, {
          bubbles: true,
          composed: true,
          cancelable: true,
          detail: 1,
          ...init,
        }),
      );
    },
    /** Lets a property test begin where a test begins. */
    reset() {
      page.core?.close();
      document.body.innerHTML = '';
    },
  };
  beforeEach(() => {
    vi.useFakeTimers();
    document.addEventListener('click', stay);
    history.replaceState(null, '', '/');
  });
  afterEach(() => {
    page.reset();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  return page;
}
