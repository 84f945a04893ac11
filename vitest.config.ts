// How the tests run: our own files only, two at a time (the gate's machine has two cores), none for ever.
import { defineConfig } from "vitest/config";

const TEST_MS_MAX = 30_000;

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: TEST_MS_MAX,
    hookTimeout: TEST_MS_MAX,
    teardownTimeout: TEST_MS_MAX,
  },
});
