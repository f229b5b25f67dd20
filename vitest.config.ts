import { defineConfig } from 'vitest/config'

/**
 * `unit`: pure, no I/O. `int`: one package on real Postgres and a real log. `e2e`: the services as processes.
 * They run in this order, never two of them at the same time. The global set-up of `int` and `e2e` starts Postgres and
 * Kafka once for both; every test makes its own database and topics.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['{schemas,lib,command-api,projector,query-api,realtime,client,infra,e2e}/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/dist/**', '**/node_modules/**', 'e2e/stories/**'],
        },
      },
      {
        test: {
          name: 'int',
          sequence: { groupOrder: 1 },
          include: ['{lib,command-api,projector,query-api,realtime,infra}/**/*.int.test.ts'],
          exclude: ['**/dist/**', '**/node_modules/**'],
          globalSetup: ['infra/local/src/testing/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 2 },
          include: ['e2e/**/*.e2e.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['infra/local/src/testing/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
