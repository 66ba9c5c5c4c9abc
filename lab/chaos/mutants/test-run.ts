/** Runs the tests that mutants name, on the sources as they are or with a defect in them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { killTree } from "../../../cli/host/processes/process-tree.ts";
import { root } from "../../../cli/host/shop.mjs";
import type { Mutant, NamedTest } from "./mutant.ts";

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      /** Why no test of the file ran; else empty. */
      message: z.string(),
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/** The outcome of a test. `failure`: the first line of why it failed. */
export type TestResult = NamedTest & { status: string; failure: string };

/** A test that waits for ever proves nothing, so that its run is ended without a result. */
const longestMs = 5 * 60_000;

/** Runs the tests of these mutants together on the sources as they are. */
export async function runSound(folder: string, mutants: readonly Mutant[]): Promise<TestResult[]> {
  const once = mutants.filter(({ isTwice }) => !isTwice);
  const twice = mutants.filter(({ isTwice }) => isTwice);
  return [
    ...(once.length > 0 ? await runTests(path.join(folder, "sound.json"), once, []) : []),
    ...(twice.length > 0 ? await runTests(path.join(folder, "sound-twice.json"), twice, []) : []),
  ];
}

/** Runs the tests of a mutant with its defect. */
export function runPlanted(folder: string, mutant: Mutant): Promise<TestResult[]> {
  return runTests(path.join(folder, `${mutant.name.replaceAll(" ", "-")}.json`), [mutant], mutant.patches);
}

/** The first line of the failure of each of its tests; undefined unless each has passed without the defect and failed with it. */
export function findCatches(
  { tests }: Pick<Mutant, "tests">,
  sound: readonly TestResult[],
  planted: readonly TestResult[],
): string[] | undefined {
  const catches = tests.map((test) => {
    const statuses = sound.filter((result) => isOf(test, result)).map(({ status }) => status);
    const isSound = statuses.includes("passed") && !statuses.includes("failed");
    return isSound ? planted.find((result) => isOf(test, result) && result.status === "failed")?.failure : undefined;
  });
  return catches.every((failure) => failure !== undefined) ? catches : undefined;
}

function isOf({ file, title }: NamedTest, result: TestResult): boolean {
  return result.file === file && result.title.startsWith(title);
}

async function runTests(
  outcome: string,
  mutants: readonly Mutant[],
  patches: Mutant["patches"],
): Promise<TestResult[]> {
  const tests = mutants.flatMap((mutant) => mutant.tests);
  // Others of a file may wait for ever with the defect.
  const titles = tests.map(({ title }) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const config = path.join(import.meta.dirname, "tests.config.ts");
  const given = ["run", "--root", root, "--config", config, "--maxWorkers=1", `--outputFile=${outcome}`];
  const files = new Set(tests.map(({ file }) => file));
  const child = spawn(process.execPath, [vitest, ...given, "--testNamePattern", titles.join("|"), ...files], {
    cwd: root,
    env: {
      ...ownEnvironment(),
      CI: "true",
      HANSA_TEST_WRITES: mutants.some(({ isTwice }) => isTwice) ? "twice" : "once",
      PLANTED_PATCHES: JSON.stringify(patches),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const leave = () => void (child.pid !== undefined && killTree(child.pid));
  process.once("exit", leave);
  const limit = setTimeout(leave, longestMs * tests.length);
  await once(child, "close");
  clearTimeout(limit);
  process.off("exit", leave);
  if (!existsSync(outcome)) throw new Error(`${[...files].join(", ")} did not end`);
  const { testResults } = report.parse(JSON.parse(readFileSync(outcome, "utf8")));
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = path.relative(root, name);
    if (assertionResults.length === 0) throw new Error(`no test of ${file} ran: ${message}`);
    return assertionResults.map(({ title, status, failureMessages: [failure = ""] }) => ({
      file,
      title,
      status,
      failure: failure.split("\n", 1).join(),
    }));
  });
}
