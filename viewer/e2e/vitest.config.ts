import { defineConfig } from 'vitest/config'

// One browser, one server at a time: two cores are soon full. Limits are for a machine many times slower.
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    root: new URL('..', import.meta.url).pathname,
    environment: 'node',
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 600_000,
  },
})
