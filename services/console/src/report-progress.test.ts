import { StoreError } from '@touchtrail/store';
import { expect, test } from 'vitest';
import type { Console } from './console.ts';
import { adminToken, consoleOver } from './testing/harness.ts';

const ask = (console: Console) =>
  console.app.request('/api/reports/journeys?site=shop&progress=1', {
    headers: { authorization: `Bearer ${adminToken}` },
  });

test('asked for progress, where it is comes first and the report last', async () => {
  const answer = await ask(
    consoleOver(async ({ onProgress }) => {
      onProgress?.({ readRows: 5, totalRows: 10, elapsedMs: 2_000 });
      return [];
    }),
  );
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const events = (await answer.text()).split('\n\n').filter((text) => text !== '');
  expect(events[0]).toBe('event: progress\ndata: {"readRows":5,"totalRows":10,"elapsedMs":2000}');
  expect(events.at(-1)).toMatch(/^event: report\ndata: \{"name":"journeys"/);
});

test('what is refused comes as an event, with the way out', async () => {
  const answer = await ask(
    consoleOver(() =>
      Promise.reject(new StoreError('query_too_heavy', 'Too much.', 'Ask for less.')),
    ),
  );
  expect(await answer.text()).toBe(
    'event: error\ndata: {"code":"query_too_heavy","message":"Too much.","hint":"Ask for less."}\n\n',
  );
});

test('who gives up on a report that is told as it goes on gives up on its question', async () => {
  let abandoned = false;
  const answer = await ask(
    consoleOver(
      ({ signal, onProgress }) =>
        new Promise((_, reject) => {
          onProgress?.({ readRows: 5, totalRows: 10, elapsedMs: 2_000 });
          signal?.addEventListener('abort', () => {
            abandoned = true;
            reject(new StoreError('cancelled', 'The query was cancelled.', 'Run it again.'));
          });
        }),
    ),
  );
  const body = answer.body?.getReader();
  await body?.read();
  expect(abandoned).toBe(false);
  await body?.cancel();
  await expect.poll(() => abandoned).toBe(true);
});
