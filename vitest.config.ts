import { defineConfig } from 'vitest/config';
import { LikeWithLike } from './test/setup/like-with-like.ts';

// Tests run on source: no build is needed for unit and integration tests.
const conditions = ['@touchtrail/source', 'module', 'node', 'import', 'default'];
const base = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

export default defineConfig({
  ...base,
  test: {
    passWithNoTests: false,
    // A test with an engine or a browser waits a good part of its time: three at a time on two cores.
    maxWorkers: 3,
    sequence: { sequencer: LikeWithLike },
    projects: [
      {
        ...base,
        test: {
          name: 'unit',
          // A process and a module graph for each of hundreds of small files was half of their time.
          pool: 'threads',
          isolate: false,
          // Beside other work statistics and drawn cases took longer than the usual 5 s.
          testTimeout: 20_000,
          setupFiles: ['packages/sdk/src/testing/own-channels.ts'],
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/*/src/**/*.test.tsx',
            'services/*/src/**/*.test.ts',
            'test/architecture/**/*.test.ts',
            'test/size/**/*.test.ts',
          ],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**', '**/dist/**'],
        },
      },
      {
        ...base,
        test: {
          name: 'integration',
          // The same modules for file after file: nothing here is mocked, and nothing is kept in them.
          isolate: false,
          globalSetup: ['test/setup/empty-tables.ts'],
          include: [
            '{packages,services}/*/src/**/*.integration.test.ts',
            'test/integration/**/*.test.ts',
            'test/faults/**/*.test.ts',
            'test/reference/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...base,
        test: {
          name: 'e2e',
          // As above: to load the services for each file was up to half of a short file's time.
          isolate: false,
          globalSetup: ['test/setup/empty-tables.ts'],
          include: ['test/e2e/**/*.test.ts'],
          // A real browser on a busy machine may miss a deadline once; the runner names each retry.
          retry: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
