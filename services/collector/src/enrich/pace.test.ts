import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

const hour = 3_600_000;

test('a hundred touches in ten seconds are a person in a hurry, one more is a program', () => {
  const pace = createPace();
  const found = Array.from({ length: 101 }, (_, i) => pace.touched('shop', 'a', 1_000 + i * 90));
  expect(found.slice(0, 100)).not.toContain(true);
  expect(found[100]).toBe(true);
});

test('ten touches a second never add up to more', () => {
  const pace = createPace();
  const found = Array.from({ length: 2_000 }, (_, i) => pace.touched('shop', 'a', 1_000 + i * 100));
  expect(found).not.toContain(true);
});

test('a batch that is sent again counts once', () => {
  const pace = createPace();
  const send = () =>
    Array.from({ length: 60 }, (_, i) => pace.touched('shop', 'a', 1_000 + i * 10));
  for (let tries = 0; tries < 10; tries++) expect(send()).not.toContain(true);
});

test('a device is a program for an hour, on its site alone', () => {
  const pace = createPace();
  pace.found('shop', 'a', 1_000);
  expect(pace.touched('shop', 'a', 1_000 + hour - 1)).toBe(true);
  expect(pace.touched('other', 'a', 2_000)).toBe(false);
  expect(pace.touched('shop', 'a', 1_000 + hour)).toBe(false);
});

test('remembers a bounded number of devices, the latest', () => {
  const pace = createPace(2);
  pace.found('shop', 'a', 0);
  for (const device of ['b', 'c', 'd', 'e']) pace.found('shop', device, 0);
  expect(pace.touched('shop', 'e', 1)).toBe(true);
  expect(pace.touched('shop', 'a', 1)).toBe(false);
});
