import type { LaunchOptions } from 'playwright-core';
import { afterAll, beforeAll, test as base } from 'vitest';
import { eventually } from './console-api.ts';
import { openRig } from './rig.ts';
import type { Rig } from './rig.ts';
import { openVisitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';

/**
 * One service for a test file, and for each of its tests a visitor with a network of their own, so that
 * they do not disturb each other. `rig()` may be called from within tests.
 */
export function visitorTests(launchOptions?: LaunchOptions) {
  let opened: Rig;
  beforeAll(async () => {
    opened = await openRig(undefined, launchOptions);
  });
  afterAll(async () => {
    await opened?.close();
  });
  const test = base.extend<{ visitor: Visitor }>({
    // oxlint-disable-next-line no-empty-pattern -- the runner reads the pattern
    visitor: async ({}, use) => {
      const visitor = await openVisitor(opened);
      await use(visitor);
      await visitor.close();
    },
  });
  return { test, rig: () => opened };
}

/** Resolves once the service was sent so many requests. */
export const postedCount = (visitor: Visitor, count: number) =>
  eventually(
    () => Promise.resolve(visitor.front.posted.length),
    (length) => length >= count,
  );
