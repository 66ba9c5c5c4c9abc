/** Runs the test of a mutant: it passes without the defect, and fails with it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ownEnvironment } from "../../../../cli/host/processes/own-environment.ts";
import { root } from "../../../../cli/host/shop.mjs";
import type { TestedMutant } from "./tested-mutant.ts";

const report = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ title: z.string(), status: z.string() })) })),
});

/** Whether the named test passes without the defect and fails with it; and the titles of those that failed with it. */
export async function runTested(
  folder: string,
  mutant: TestedMutant,
): Promise<{ isCaught: boolean; failed: string[] }> {
  const sound = await runTests(folder, mutant, false);
  const defect = await runTests(folder, mutant, true);
  const named = (titles: readonly string[]) => titles.some((title) => title.startsWith(mutant.fails));
  return { isCaught: sound.failed.length === 0 && named(sound.passed) && named(defect.failed), failed: defect.failed };
}

async function runTests(folder: string, mutant: TestedMutant, isPlanted: boolean) {
  const name = `${mutant.name.replaceAll(" ", "-")}${isPlanted ? "" : "-without"}`;
  const config = path.join(folder, `${name}.config.ts`);
  const outcome = path.join(folder, `${name}.json`);
  writeFileSync(config, configOf(isPlanted ? mutant : undefined));
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  // Others of the file may wait for ever with the defect.
  const named = ["--testNamePattern", mutant.fails, mutant.tests];
  const given = ["run", "--root", root, "--config", config, "--reporter=json", `--outputFile=${outcome}`, ...named];
  const child = spawn(process.execPath, [vitest, ...given], {
    cwd: root,
    env: { ...ownEnvironment(), CI: "true", HANSA_TEST_WRITES: mutant.isTwice ? "twice" : "once" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await once(child, "close");
  const { testResults } = report.parse(JSON.parse(readFileSync(outcome, "utf8")));
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const withStatus = (wanted: string) => results.filter(({ status }) => status === wanted).map(({ title }) => title);
  return { passed: withStatus("passed"), failed: withStatus("failed") };
}

/** The settings of all tests, with one file as the defect has it. */
function configOf(mutant: TestedMutant | undefined): string {
  const { file, find, replace } = mutant?.patch ?? { file: "", find: "", replace: "" };
  const defect = JSON.stringify({ file: path.join(root, file), find, replace });
  return `import { settings } from ${JSON.stringify(path.join(root, "vitest.config.ts"))};
const { file, find, replace } = ${defect};
const planted = { name: "defect", enforce: "pre", transform: (code, id) => (find !== "" && id === file ? code.replace(find, () => replace) : null) };
export default { ...settings, plugins: [planted], test: { ...settings.test, include: ["**/*.test.ts"] } };
`;
}
