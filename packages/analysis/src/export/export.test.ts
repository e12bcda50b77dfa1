import type { Site } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { openExport } from './index.ts';

test('journeys are taken out after the ids that came since are joined, as reports do', async () => {
  const asked: string[] = [];
  const reader = {
    settled: async (site: string) => void asked.push(`settled ${site}`),
    query: () => {
      asked.push('query');
      return Promise.reject(new Error('enough'));
    },
  };
  const site = { id: 'shop', currency: 'EUR', timezone: 'UTC' } as Site;
  const opened = openExport('journeys', { site: 'shop' }, { reader, site, clock: () => 0 });
  await expect(opened).rejects.toThrow('enough');
  expect(asked).toEqual(['settled shop', 'query']);
});
