import { expect, test } from 'vitest';
import { createMemory } from './memory.ts';

const day = 86_400_000;
const createStorage = () => {
  const disk = new Map<string, string>();
  return {
    disk,
    getItem: (key: string) => disk.get(key) ?? null,
    setItem: (key: string, value: string) => void disk.set(key, value),
    removeItem: (key: string) => void disk.delete(key),
  };
};

test('without consent to storage it lasts as long as the page, and nothing lies on the device', () => {
  const storage = createStorage();
  const memory = createMemory(
    () => storage,
    () => 1_000 * day,
  );
  memory.note('a');
  expect([memory.recent('a', 90), memory.recent('b', 90)]).toEqual([true, false]);
  expect(storage.disk.size).toBe(0);
  expect(
    createMemory(
      () => storage,
      () => 1_000 * day,
    ).recent('a', 90),
  ).toBe(false);
});

test('with it the next page knows, for as many days, and another tab too', () => {
  const storage = createStorage();
  let now = 1_000 * day;
  const [one, other] = [
    createMemory(
      () => storage,
      () => now,
    ),
    createMemory(
      () => storage,
      () => now,
    ),
  ];
  one.note('before');
  one.keep(true);
  other.keep(true);
  one.note('a');
  expect([other.recent('a', 90), other.recent('before', 90)]).toEqual([true, true]);
  now += 90 * day - 1;
  expect(other.recent('a', 90)).toBe(true);
  now += 1;
  expect(other.recent('a', 90)).toBe(false);
  now += 400 * day;
  other.note('new');
  expect(JSON.parse(storage.disk.get('touchtrail:feedback')!)).toEqual({ new: now });
});

test('taking storage back takes it off the device', () => {
  const storage = createStorage();
  const memory = createMemory(
    () => storage,
    () => 1_000 * day,
  );
  memory.keep(true);
  memory.note('a');
  expect(storage.disk.size).toBe(1);
  memory.keep(false);
  expect(storage.disk.size).toBe(0);
  expect(memory.recent('a', 1)).toBe(true);
});

test('a device that lets nothing be stored, or holds something else, harms nothing', () => {
  const blocked = createMemory(
    () => {
      throw new Error('SecurityError');
    },
    () => 5,
  );
  blocked.keep(true);
  blocked.note('a');
  expect(blocked.recent('a', 1)).toBe(true);
  const storage = createStorage();
  for (const held of ['{', 'null', '7', '[]', '{"a":"x"}', '{"a":null}']) {
    storage.disk.set('touchtrail:feedback', held);
    const memory = createMemory(
      () => storage,
      () => 1_000 * day,
    );
    memory.keep(true);
    expect([held, memory.recent('a', 90)]).toEqual([held, false]);
  }
});
