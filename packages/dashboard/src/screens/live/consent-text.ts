import { purposeNames } from '../../words/purposes.ts';
import { words } from '../../words/words.ts';

const say = words({ 'none stated': 'keine genannt' });

/**
 * What a touch was allowed by.
 *
 * @example
 * consentText(['measurement', 'storage']); // 'storage, measurement'
 */
export const consentText = (purposes: readonly string[]): string =>
  purposes.length === 0 ? say('none stated') : purposeNames(purposes);
