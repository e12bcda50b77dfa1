import * as fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { createDevice } from './testing/device.ts';
import { createService } from './testing/service.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('after a failure there is another try by itself, whatever fraction of a second it waits for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0, max: 0.999, noNaN: true }), async (random) => {
      const service = createService();
      service.plan = [{ kind: 'network' }];
      const device = createDevice(service);
      device.random = random;
      const page = device.open();
      await device.pass(0);
      const id = page.track();
      await device.pass(1_400);
      expect(service.requests).toBe(1);
      expect(service.stored.size).toBe(0);
      await device.pass(1_000);
      expect([...service.stored.keys()]).toEqual([id]);
      page.kill();
    }),
    { numRuns: 30 },
  );
});
