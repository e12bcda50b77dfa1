import { expect, it } from 'vitest';
import { createMatches } from './matches.ts';

const asked = (insert: () => Promise<void>) => {
  const cleared: unknown[] = [];
  const find = createMatches(
    insert,
    (_sql, { run }) => {
      cleared.push(run);
      return Promise.resolve();
    },
    () => 1,
  );
  return { cleared, find };
};

it('gives each question a number of its own, and drops what stands by it', async () => {
  const { cleared, find } = asked(() => Promise.resolve());
  const one = await find({ sql: 'SELECT 1 AS subject' });
  const other = await find({ sql: 'SELECT 1 AS subject' });
  expect(one.run).not.toBe(other.run);
  await other.drop();
  expect(cleared).toEqual([other.run]);
});

it('leaves nothing behind when the question fails', async () => {
  const { cleared, find } = asked(() => Promise.reject(new Error('too large')));
  await expect(find({ sql: 'SELECT 1 AS subject' })).rejects.toThrow('too large');
  expect(cleared).toHaveLength(1);
});
