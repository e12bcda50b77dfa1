import type { Behind } from '@touchtrail/contract/view';
import { go } from '../app/state.ts';
import { isListed } from './behind-link.tsx';

/** What makes a drawn line list the journeys behind it; the table beside has the same as a link. */
export const listsBehind = (
  of: Behind | null,
): { 'data-lists'?: 'open' | 'closed'; onClick?: () => void } =>
  of ? { 'data-lists': isListed(of) ? 'open' : 'closed', onClick: () => go({ behind: of }) } : {};
