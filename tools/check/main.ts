/** `npm run check`: runs the steps of the gate. Each step reports how much it checked, and a step that checked nothing fails. */
import { writeFileSync } from "node:fs";
import { Argument, defineCommand, runCommand } from "@hansa/kit/command-line";
import { inSeconds, paint, say } from "../../cli/host/terminal.mjs";
import type { Step } from "./step.ts";

/** Each is loaded when it runs, so that help is printed at once. */
const steps: Record<string, Step> = {
  format: async () => (await import("./steps/external/programs.ts")).checkFormat(),
  codegen: async () => (await import("./steps/external/codegen.ts")).checkCodegen(),
  types: async () => (await import("./steps/external/types.ts")).checkTypes(),
  fields: async () => (await import("./steps/fields.ts")).checkFields(),
  imports: async () => (await import("./steps/external/imports.ts")).checkImports(),
  restrictions: async () => (await import("./steps/restrictions.ts")).checkRestrictions(),
  sorting: async () => (await import("./steps/sorting.ts")).checkSorting(),
  layout: async () => (await import("./steps/layout.ts")).checkLayout(),
  prose: async () => (await import("./steps/prose.ts")).checkProse(),
  pages: async () => (await import("./steps/pages.ts")).checkPages(),
  figures: async () => (await import("./steps/figures.ts")).checkFigures(),
  workspaces: async () => (await import("./steps/workspaces.ts")).checkWorkspaces(),
  services: async () => (await import("./steps/services.ts")).checkServices(),
  environment: async () => (await import("./steps/environment.ts")).checkEnvironment(),
  pins: async () => (await import("./steps/pins.ts")).checkPins(),
  licences: async () => (await import("./steps/licences.ts")).checkLicences(),
  unused: async () => (await import("./steps/external/programs.ts")).checkUnused(),
  bundles: async () => (await import("./steps/external/bundles.ts")).checkBundles(),
  composition: async () => (await import("./steps/external/programs.ts")).checkComposition(),
  schema: async () => (await import("./steps/schema.ts")).checkSchema(),
};

const command = defineCommand(
  "check",
  "Checks format, lint, generated code, types, resolvers of fields, import direction, restricted code, sorting, layout, prose, pages, figures, workspaces, services, settings, pins, licences, unused code, sizes of pages, composition and changes of the schema.",
)
  .addArgument(new Argument("[step...]", "only these steps (default: all)").choices(Object.keys(steps)))
  .option("--report <file>", "write the numbers of passed and failed steps as JSON");

await runCommand(command, async ({ report }, given) => {
  const chosen = given.length === 0 ? Object.keys(steps) : given;
  const count = { passed: 0, failed: 0, notRun: 0 };
  for (const [index, name] of chosen.entries()) {
    const { outcome, faults } = await run(`[${index + 1}/${chosen.length}]`, name);
    for (const fault of faults) say(`      ${fault.replaceAll("\n", "\n      ")}`);
    count[outcome] += 1;
  }
  const { passed, failed, notRun } = count;
  const without = notRun === 0 ? "" : `, ${notRun} not run`;
  say(paint(failed === 0 ? "green" : "red", `check: ${passed} passed, ${failed} failed${without}`));
  if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed }));
  return failed === 0 ? 0 : 1;
});

type Outcome = { outcome: "passed" | "failed" | "notRun"; faults: readonly string[] };

/** Runs one step, and prints what it looked at. */
async function run(number: string, name: string): Promise<Outcome> {
  const step = steps[name];
  if (step === undefined)
    return { outcome: "failed", faults: [`There is no step "${name}"; there are ${Object.keys(steps).join(", ")}.`] };
  const started = performance.now();
  const label = `${number} ${name.padEnd(12)}`;
  try {
    const { looked, unit, faults, hints = [], notRun } = await step();
    if (notRun !== undefined) {
      say(`${label} ${paint("yellow", "NOT RUN")}: ${notRun}`);
      return process.env.CI
        ? { outcome: "failed", faults: ["Where CI is set, it has to run."] }
        : { outcome: "notRun", faults: [] };
    }
    const seen = looked > 0 ? faults : [...faults, `It looked at nothing: 0 ${unit}.`];
    const verdict = seen.length === 0 ? paint("green", "ok") : paint("red", "FAILED");
    say(`${label} ${looked} ${unit}, ${verdict} (${inSeconds(performance.now() - started)})`);
    for (const hint of hints) say(`      ${paint("yellow", "hint")}: ${hint}`);
    return { outcome: seen.length === 0 ? "passed" : "failed", faults: seen };
  } catch (error) {
    say(`${label} ${paint("red", "FAILED")}`);
    return { outcome: "failed", faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}
