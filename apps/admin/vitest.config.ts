/** The tests of the back office alone. A wait ends before its test, and says what did not happen. */
import { alias } from "@hansa/front/build";
import { defineConfig } from "vitest/config";

const oneMinute = 60_000;

export default defineConfig({
  resolve: { alias },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 2 * oneMinute,
    hookTimeout: 2 * oneMinute,
    expect: { poll: { timeout: oneMinute } },
  },
});
