import type { Purpose } from '@touchtrail/contract';
import { words } from '../../words/words.ts';

const say = words({
  'none stated': 'keine genannt',
  storage: 'Speichern',
  measurement: 'Messen',
  identification: 'Erkennen',
  'offline join': 'Verbinden mit Läden',
  personalisation: 'Anpassen',
  sharing: 'Weitergabe',
  content: 'Inhalte',
});
const known = [
  'storage',
  'measurement',
  'identification',
  'offline_join',
  'personalisation',
  'sharing',
  'content',
] as const satisfies readonly Purpose[];

/**
 * What a touch was allowed by.
 *
 * @example
 * consentText(['measurement', 'storage']); // 'storage, measurement'
 */
export const consentText = (purposes: readonly string[]): string =>
  purposes.length === 0
    ? say('none stated')
    : [
        ...known
          .filter((purpose) => purposes.includes(purpose))
          .map((purpose) => say(purpose === 'offline_join' ? 'offline join' : purpose)),
        ...purposes.filter((purpose) => !known.some((one) => one === purpose)),
      ].join(', ');
