/** Configuration of `npm run screenshots`, which takes pictures of all states of all pages of the storefront and of the back office. */
import { defineConfig } from "vitest/config";
import { settings, setups } from "./vitest.config.ts";

export default defineConfig({
  ...settings,
  test: {
    ...settings.test,
    projects: [
      {
        test: {
          name: "screenshots",
          include: ["e2e/screenshots/*.test.ts"],
          globalSetup: [setups.folders, setups.data],
        },
      },
    ],
  },
});
