import type { ViewState } from '@touchtrail/contract/view';
import type { Patch } from './state.ts';

/** What figures count: people and accounts everywhere, visits where paths are cut into them. */
export const units = ['person', 'account', 'visit'] as const;
export type Unit = (typeof units)[number];

type Asked = Pick<ViewState, 'screen' | 'subject' | 'flow'>;

/** Whether a screen can count visits: only paths can be cut into them. */
export const countsVisits = ({ screen }: Pick<ViewState, 'screen'>): boolean => screen === 'flow';

/** The unit that a view counts. */
export const unitOf = (view: Asked): Unit =>
  countsVisits(view) && view.subject === 'person' && view.flow.unit === 'visit'
    ? 'visit'
    : view.subject;

/** The change of a view that counts another unit. */
export const unitPatch = (view: Asked, unit: Unit): Patch =>
  unit === 'visit'
    ? { subject: 'person', flow: { unit } }
    : { subject: unit, ...(unitOf(view) === 'visit' && { flow: { unit: 'journey' } }) };
