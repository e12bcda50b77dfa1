import { expect, onTestFinished, test } from 'vitest';
import { createBackground } from '../background.ts';
import { tellWebhooks } from './tell-webhooks.ts';

test('what waited while the store was away at the start is told when it is back', async () => {
  const log: string[] = [];
  const background = createBackground((line) => void log.push(line), 'Things could not be told');
  let asked = 0;
  const told = await new Promise((resolve) => {
    const telling = tellWebhooks({
      waiting: async () => {
        asked++;
        if (asked <= 2) throw new Error('away');
        return { due: [{ attempts: 0 }], nextAt: undefined };
      },
      told: async (_item, outcome) => resolve(outcome),
      laneOf: () => 'shop',
      targets: async () => new Map(),
      bodyOf: () => '',
      titleOf: () => 'The webhook',
      clock: Date.now,
      log: (line) => void log.push(line),
      allowPrivate: false,
      lookMs: 1,
      retryMs: 1,
      background,
    });
    onTestFinished(() => background.stop(telling.ended, 1_000));
  });
  expect(told).toEqual({ error: 'The webhook was removed.', retryAt: undefined });
  expect(log).toHaveLength(1);
  expect(log[0]).toMatch(/^Things could not be told, and are tried again: /);
});
