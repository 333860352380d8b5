import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** `#libs/*` is the TypeScript source here, the compiled file at run time (package.json `imports`). */
const resolve = {
  conditions: ['source'],
  // Node takes index.js, Vite would take index.mjs: two copies of the library, whose types do not know each other.
  alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
}

export default defineConfig({
  resolve,
  ssr: { resolve: { conditions: resolve.conditions } },
  test: {
    include: ['{libs,apps,migrations,test,tools}/**/*.spec.ts', '{apps,test}/**/*.e2e-spec.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'apps/dashboard/**', 'test/{cluster,browser,peers}/**'],
    // Processes of their own: native SQLite, sockets and signals stay apart.
    pool: 'forks',
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    // Generous, because the machine may be busy: no test asserts time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
})
