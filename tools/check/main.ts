/** `npm run check`: runs the steps of the gate, two at a time. Each step reports how much it checked, and a step that checked nothing fails. */
import { writeFileSync } from "node:fs";
import { Argument, defineCommand, runCommand } from "@hansa/kit/command-line";
import { inSeconds, paint, say } from "../../cli/host/terminal.mjs";
import type { Step } from "./step.ts";
import { runInStreams } from "./streams.ts";

/** In the order in which they begin: the dearest first. Each is loaded when it runs, so that help is printed at once. */
const steps: Record<string, Step> = {
  types: async () => (await import("./steps/external/types.ts")).checkTypes(),
  format: async () => (await import("./steps/external/programs.ts")).checkFormat(),
  imports: async () => (await import("./steps/external/imports.ts")).checkImports(),
  unused: async () => (await import("./steps/external/programs.ts")).checkUnused(),
  codegen: async () => (await import("./steps/external/codegen.ts")).checkCodegen(),
  fields: async () => (await import("./steps/fields.ts")).checkFields(),
  restrictions: async () => (await import("./steps/restrictions.ts")).checkRestrictions(),
  sorting: async () => (await import("./steps/sorting.ts")).checkSorting(),
  prose: async () => (await import("./steps/prose.ts")).checkProse(),
  pages: async () => (await import("./steps/pages.ts")).checkPages(),
  attacks: async () => (await import("./steps/attacks.ts")).checkAttacks(),
  services: async () => (await import("./steps/services.ts")).checkServices(),
  environment: async () => (await import("./steps/environment.ts")).checkEnvironment(),
  licences: async () => (await import("./steps/licences.ts")).checkLicences(),
  composition: async () => (await import("./steps/external/programs.ts")).checkComposition(),
  schema: async () => (await import("./steps/schema.ts")).checkSchema(),
  bundles: async () => (await import("./steps/external/bundles.ts")).checkBundles(),
};

/** The builds of front ends write generated files, which these read. */
const before: Record<string, readonly string[]> = { bundles: ["types", "imports", "unused", "codegen", "fields"] };

const command = defineCommand(
  "check",
  "Checks format, lint, generated code, types, resolvers of fields, import direction, restricted code, sorting, prose, pages, attacks, services, settings, licences, unused code, sizes of pages, composition and changes of the schema.",
)
  .addArgument(new Argument("[step...]", "only these steps (default: all)").choices(Object.keys(steps)))
  .option("--report <file>", "write the numbers of passed and failed steps as JSON");

await runCommand(command, async ({ report }, given) => {
  const chosen = given.length === 0 ? Object.keys(steps) : given;
  const count = { passed: 0, failed: 0, notRun: 0 };
  let ended = 0;
  await runInStreams(chosen, before, async (name) => {
    const { outcome, line, notes } = await run(name);
    ended += 1;
    say(`[${ended}/${chosen.length}] ${name.padEnd(12)} ${line}`);
    for (const note of notes) say(`      ${note.replaceAll("\n", "\n      ")}`);
    count[outcome] += 1;
  });
  const { passed, failed, notRun } = count;
  const without = notRun === 0 ? "" : `, ${notRun} not run`;
  say(paint(failed === 0 ? "green" : "red", `check: ${passed} passed, ${failed} failed${without}`));
  if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed }));
  return failed === 0 ? 0 : 1;
});

type Ended = { outcome: "passed" | "failed" | "notRun"; line: string; notes: readonly string[] };

/** Runs one step: its verdict with how much it looked at, and what it found. */
async function run(name: string): Promise<Ended> {
  const step = steps[name];
  const failed = paint("red", "FAILED");
  if (step === undefined)
    return {
      outcome: "failed",
      line: failed,
      notes: [`There is no such step; there are ${Object.keys(steps).join(", ")}.`],
    };
  const started = performance.now();
  try {
    const { looked, unit, faults, hints = [], notRun } = await step();
    if (notRun !== undefined) {
      const line = `${paint("yellow", "NOT RUN")}: ${notRun}`;
      return process.env.CI
        ? { outcome: "failed", line, notes: ["Where CI is set, it has to run."] }
        : { outcome: "notRun", line, notes: [] };
    }
    const seen = looked > 0 ? faults : [...faults, `It looked at nothing: 0 ${unit}.`];
    const verdict = seen.length === 0 ? paint("green", "ok") : failed;
    return {
      outcome: seen.length === 0 ? "passed" : "failed",
      line: `${looked} ${unit}, ${verdict} (${inSeconds(performance.now() - started)})`,
      notes: [...hints.map((hint) => `${paint("yellow", "hint")}: ${hint}`), ...seen],
    };
  } catch (error) {
    return {
      outcome: "failed",
      line: failed,
      notes: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    };
  }
}
