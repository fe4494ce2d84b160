import { defineConfig } from 'vitest/config';

// One VS Code at a time: each suite starts its own, and two browsers would fight for the processor.
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
