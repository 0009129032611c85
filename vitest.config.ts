import { defineConfig } from 'vitest/config';

/** Five projects: the pure engines, the contract, the web's pure modules, the server on both databases, and the browser journeys. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'engines', include: ['engines/**/*.test.ts'] } },
      { test: { name: 'contract', include: ['contract/**/*.test.ts'] } },
      { test: { name: 'web', include: ['web/src/**/*.test.ts'] } },
      {
        test: {
          name: 'server',
          include: ['server/**/*.test.ts', 'examples/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          // A real browser on a busy machine: one more try before a journey counts as failed.
          retry: 1,
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
