/** Configuration of the tests of the containers, apart from the others since they need an engine: `.ci/containers` runs them. */
import { defineConfig } from "vitest/config";

const oneMinute = 60_000;

export default defineConfig({
  test: {
    name: "containers",
    root: import.meta.dirname,
    include: ["*.test.ts"],
    globalSetup: ["support/images.ts"],
    // One shop at a time: the machine has two cores, and the shop six containers.
    fileParallelism: false,
    testTimeout: 4 * oneMinute,
    hookTimeout: 10 * oneMinute,
    expect: { poll: { timeout: 4 * oneMinute, interval: 500 } },
    passWithNoTests: false,
  },
});
