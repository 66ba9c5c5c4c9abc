/** Configuration of the long tests, which `npm test` does not run without this file: each promise has a short test there. */
import { defineConfig } from "vitest/config";
import { reportsOf, settings, setups } from "./vitest.config.ts";

const exclude = ["**/node_modules/**", "**/dist/**"];
const quiet = "**/{test,e2e}/long/quiet/**/*.test.ts";

export default defineConfig({
  ...settings,
  plugins: [reportsOf()],
  test: {
    ...settings.test,
    projects: [
      {
        test: {
          name: "long",
          include: [
            "{packages,apps,subgraphs}/*/test/long/**/*.test.ts",
            "{router,lab,cli,tools}/**/test/long/**/*.test.ts",
            "e2e/{long,clients/long}/**/*.test.ts",
          ],
          globalSetup: [setups.folders, setups.data],
          exclude: [...exclude, quiet],
        },
      },
      {
        // After all others and one at a time: times are their subject, and a machine that does nothing else keeps them.
        test: {
          name: "quiet",
          include: [quiet],
          globalSetup: [setups.folders, setups.data],
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          exclude,
        },
      },
    ],
    // Most of the time they wait for processes that they started, and those fill two cores.
    maxWorkers: 2,
  },
});
