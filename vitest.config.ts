import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,property,meta,grammar,protocol,corpus,engine}/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
