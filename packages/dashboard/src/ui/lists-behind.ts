import type { Behind } from '@touchtrail/contract/view';
import { go } from '../app/state.ts';

/** What makes a drawn line list the journeys behind it; the table beside has the same as a link. */
export const listsBehind = (of: Behind | null): { 'data-lists'?: ''; onClick?: () => void } =>
  of ? { 'data-lists': '', onClick: () => go({ behind: of }) } : {};
