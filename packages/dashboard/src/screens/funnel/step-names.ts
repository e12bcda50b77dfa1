import type { FunnelResult } from '@touchtrail/contract';
import { words } from '../../words/words.ts';
import { touchpointName } from '../../words/registry-names.ts';

const say = words({ 'any {n} of {all}': 'irgendwelche {n} von {all}' });

/** What each step is called: where the order does not matter, how many of the touchpoints were met. */
export const stepNames = ({ mode, steps }: Pick<FunnelResult, 'mode' | 'steps'>): string[] =>
  steps.map(({ touchpoint }, index) =>
    mode === 'unordered'
      ? say('any {n} of {all}', { n: index + 1, all: steps.length })
      : touchpointName(touchpoint),
  );
