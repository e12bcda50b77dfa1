import type { FunnelResult } from '@touchtrail/contract';
import { words } from '../../words/words.ts';

const say = words({ 'any {n} of {all}': 'beliebige {n} von {all}' });

/** A funnel whose steps are called as people read it: in any order they are no touchpoints but how many. */
export const withStepNames = (result: FunnelResult): FunnelResult =>
  result.mode === 'unordered'
    ? {
        ...result,
        steps: result.steps.map((step, index) => ({
          ...step,
          touchpoint: say('any {n} of {all}', { n: index + 1, all: result.steps.length }),
        })),
      }
    : result;
