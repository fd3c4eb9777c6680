// Unit, property and integration tests. They run in Node; what needs a window is under tests/e2e.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/{unit,property,integration,security}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // Two, because integration tests start servers and child processes of their own.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
    sequence: { hooks: 'stack' },
  },
})
