import type { Send } from './delivery.ts';
import type { Fields } from './fields.ts';
import type { Identity } from './identity.ts';
import type { Config, ExperienceValues, Props, Purpose } from './types.ts';

/**
 * What the core gives a module. A module is called once, at the first grant on the page: it never
 * sees a page without consent. Underscored names are shortened in the script builds, so a module is
 * always built together with the core.
 */
export interface Core {
  _config: Config;
  /** Whether consent to measurement is in force now: handlers outlive a withdrawal. */
  _active(): boolean;
  /** Whether a purpose is allowed now. */
  _allows(purpose: Purpose): boolean;
  /**
   * Who this is, read from storage each time. A module runs before the first page view: what it
   * writes then is what that view carries.
   */
  _identity: Identity;
  /** Records an event within consent; returns its id, or `undefined` when nothing was recorded. */
  _record(type: NonNullable<Fields['type']>, fields: Fields): string | undefined;
  /**
   * Records what happened within the current page view: never a step of a journey. Carries the
   * page view's id as `parentId` and its touchpoint.
   */
  _interact(name: string, props?: Props, extra?: Fields): void;
  /** Adds to what `page.left` states of the current page view; numbers of `counts` are added up. */
  _experience(values: ExperienceValues): void;
  /** Listens in the capture phase, passive, only while consent is in force, never throwing into the page. */
  _listen(target: EventTarget, type: string, run: (event: never) => void): void;
  /**
   * Called with each event before it is written, to add to it. `channel` is absent unless the caller
   * named one: what is set here wins over the core's own guess.
   */
  _onEvent(change: (event: Fields) => void): void;
  /**
   * Called before the page view ends (route change, hidden, page hide): the last moment to record. A
   * hidden page may come back and be left again.
   */
  _onLeave(run: () => void): void;
  /** Called after a page view was recorded (load, route, restore). */
  _onView(run: (navigation: string) => void): void;
}

/** One capability that can be left out, such as forms or video. */
export interface Module {
  (core: Core): void;
  /**
   * Called before the first grant with each event that may not be recorded yet, and without arguments
   * when the person has said no. What it does with it is between the module and the law.
   */
  _early?: (type?: string, fields?: Fields) => void;
  /** Changes how bodies are posted. Called once, before the first grant. */
  _send?: (send: Send) => Send;
}

/** Modules by the names that `data-without` of the script tag leaves them out by. */
export type Modules = Readonly<Record<string, Module>>;
