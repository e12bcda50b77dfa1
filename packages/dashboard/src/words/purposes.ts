import { purposes as known } from '@touchtrail/contract/view';
import { words } from './words.ts';

const say = words({
  storage: 'Speichern',
  measurement: 'Messen',
  identification: 'Erkennen',
  'offline join': 'Verbinden mit Läden',
  personalisation: 'Anpassen',
  sharing: 'Weitergabe',
  content: 'Inhalte',
});

/**
 * Purposes as people read them, always in the same order; what is none as it is.
 *
 * @example
 * purposeNames(['measurement', 'storage']); // 'storage, measurement'
 */
export const purposeNames = (purposes: readonly string[]): string =>
  [
    ...known
      .filter((purpose) => purposes.includes(purpose))
      .map((purpose) => say(purpose === 'offline_join' ? 'offline join' : purpose)),
    ...purposes.filter((purpose) => !known.some((one) => one === purpose)),
  ].join(', ');
