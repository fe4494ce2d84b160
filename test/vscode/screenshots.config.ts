import { defineConfig } from 'vitest/config';

// Used by scripts/screenshots.mjs only: makes pictures, asserts nothing.
export default defineConfig({
  test: { dir: import.meta.dirname, include: ['screenshots.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
});
