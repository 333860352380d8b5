import { defineConfig } from 'vitest/config'
import base from '../../vitest.config.js'

/** The suite that needs programs of other people: real resolvers, and other servers. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/peers/**/*.spec.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    maxWorkers: 1,
  },
})
