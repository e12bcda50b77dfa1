import { signal } from '@preact/signals';
import type { Action, ActionInput } from '@touchtrail/contract';

/** What is being written: of a new action without `id`. */
export interface Draft extends Omit<ActionInput, 'site'> {
  id: string | null;
}

const empty: Draft = {
  id: null,
  state: 'idea',
  title: '',
  note: '',
  finding: '',
  owner: '',
  due: null,
  shipped: null,
  target: null,
};

/**
 * Outside of the screen, so that a sign-in in between, or a look at another screen, loses nothing that
 * was typed. Null: nothing is being written.
 */
export const draft = signal<Draft | null>(null);

export const beginAction = (given: Partial<Draft> = {}): void => {
  draft.value = { ...empty, ...given };
};

/** What is sent of an action: all that a person can change. */
export function inputOf(action: Draft | Action): Omit<ActionInput, 'site' | 'version'> {
  const { state, title, note, finding, owner, due, shipped, target } = action;
  return { state, title, note, finding, owner, due, shipped, target };
}

/**
 * An action moved to another column. What is shipped has a day: the one it has, or today.
 *
 * @param today YYYY-MM-DD
 */
export function movedTo(action: Action, state: Action['state'], today: string): Action {
  const needsDay = (state === 'shipped' || state === 'measured') && action.shipped === null;
  return { ...action, state, shipped: needsDay ? today : action.shipped };
}
