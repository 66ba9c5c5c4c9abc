/** Configuration of the tests: commands and stories, which start real processes, suites after them, and pages without a service at the end. */
import { createRequire } from "node:module";
import path from "node:path";
import { defineConfig, type Plugin } from "vitest/config";
import { type Limits, limits } from "./cli/testing/cpu/limits.ts";
import { reportCpu } from "./cli/testing/cpu/report.ts";
import { never } from "./packages/client/src/polling.ts";
import { listNotRun } from "./tools/test/support/not-run.ts";

// Workers, and the commands and services that tests start, load mostly the same modules: each is compiled once.
process.env.NODE_COMPILE_CACHE ??= path.join(import.meta.dirname, "node_modules/.cache/compiled");

// Settings of the shop that a person works with are none of the tests'.
const settingsOfTests = new Set([
  ...["HANSA_COMPILED_EXECUTION", "HANSA_PROPERTY_SEED", "HANSA_STRIPE_TEST_KEY"],
  ...["HANSA_TEST_ORDER", "HANSA_TEST_PG", "HANSA_TEST_STORES", "HANSA_TEST_WRITES"],
]);
for (const name of Object.keys(process.env))
  if (name.startsWith("HANSA_") && !settingsOfTests.has(name)) delete process.env[name];

/** Limits of CPU time hold for the usual variant of the tests. */
const isUsual = ["HANSA_COMPILED_EXECUTION", "HANSA_TEST_ORDER", "HANSA_TEST_STORES", "HANSA_TEST_WRITES"].every(
  (name) => process.env[name] === undefined,
);

const oneMinute = 60_000;
/** Long tests are those of `vitest.long.config.ts`. */
const exclude = ["**/node_modules/**", "**/dist/**", "**/{test,e2e,clients}/long/**"];

// Vite would take the "module" build of graphql where Node takes the other one, and two copies in one process refuse each
// other's schemas.
// The storefront is written against React and runs on Preact, as its build has it.
const resolve = {
  alias: [
    { find: /^graphql$/, replacement: createRequire(import.meta.url).resolve("graphql") },
    { find: /^react(-dom)?$/, replacement: "preact/compat" },
    { find: /^react\/(jsx-(?:dev-)?runtime)$/, replacement: "preact/$1" },
  ],
};

/** Run before the tests of a project: one provides the folder of their shops, the other a seeded shop, of which stories begin on copies. */
export const setups = { folders: "cli/testing/shop-folders.ts", data: "cli/testing/seeded-data.ts" };
/** Run before the files of the suites and at the end of their run: the statements of their stores are prepared on PostgreSQL. */
const statements = "tools/test/support/statements";

/** The plugin that adds our reports to the reporters, also to those that a command line names. `judged`: the limits of CPU time, if they hold. */
export function reportsOf(judged?: Limits): Plugin {
  const write = (line: string) => process.stderr.write(`\n${line}\n`);
  const file = path.join(import.meta.dirname, "node_modules/.cache/cpu.json");
  const own = [listNotRun(write), reportCpu({ file, limits: judged, write })];
  return {
    name: "reports",
    // It is called for each project.
    configureVitest: ({ vitest: { config } }) => {
      for (const each of own) if (!config.reporters.includes(each)) config.reporters.push(each);
    },
  };
}

/** For tests that wait for ever. A wait ends before its test, and says what did not happen. */
const limitsOf = (waitMs: number) => ({
  testTimeout: waitMs + oneMinute,
  hookTimeout: waitMs + oneMinute,
  expect: { poll: { timeout: waitMs } },
});

/** The settings of all tests, short and long ones. */
export const settings = {
  // Here and in no project, so that all of them share one Vite server with its transformed modules.
  resolve,
  test: {
    // The files of a project are added to these.
    setupFiles: [
      "cli/testing/cpu/record.ts",
      "tools/test/support/property-seed.ts",
      "tools/test/support/store-trial.ts",
    ],
    ...limitsOf(never.ofProcesses),
    // One process runs many files and reads each module once: reading them anew for each file took longer than their tests. No module keeps
    // anything of a shop; that is in stores, each test's own.
    isolate: false,
    passWithNoTests: false,
    // Tests of one file that say they are concurrent start processes.
    maxConcurrency: 2,
  },
};

export default defineConfig({
  ...settings,
  plugins: [reportsOf(isUsual ? limits : undefined)],
  test: {
    ...settings.test,
    projects: [
      {
        test: {
          ...limitsOf(never.inProcess),
          name: "suites",
          include: [
            "{packages,apps,subgraphs}/*/test/**/*.test.{ts,tsx}",
            "e2e/{typed/*,degraded/page}.test.ts",
            "router/{test,playground/test}/**/*.test.{ts,tsx}",
            "lab/{bench,chaos,differential,neighbours,purchases,replay,results,simulator,smoke}/**/*.test.ts",
            "cli/test/{audit,commands,doctor,setup}/**/*.test.ts",
            "tools/test/{check,db-generate}/**/*.test.ts",
          ],
          setupFiles: [`${statements}/record.ts`],
          globalSetup: [setups.folders, `${statements}/collection.ts`],
          exclude,
          // Seeded shops end on this day, so that equal code finds equal shops on every day it is tested.
          env: { HANSA_SEED_UNTIL: "2026-11-20" },
        },
      },
      {
        test: {
          name: "commands",
          include: ["lab/test/**/*.test.ts", "{cli,tools}/test/*.test.ts", "cli/test/demo/**/*.test.ts"],
          globalSetup: [setups.folders, setups.data],
          exclude,
        },
      },
      {
        // Apart from the commands, since a worker ends with its project: its shared shop, which uses a twentieth of a core while it waits, ends too.
        test: {
          name: "stories",
          include: ["e2e/{stories,clients}/**/*.test.ts", "e2e/degraded/degraded.test.ts"],
          globalSetup: [setups.folders, setups.data],
          exclude,
        },
      },
    ],
    // One more than the two cores of a small machine: a story and its processes fill three fifths of a core, and more of them hinder each other.
    // Projects run in the order of their names, and the next one fills the time in which the last files of one run.
    maxWorkers: 3,
  },
});
