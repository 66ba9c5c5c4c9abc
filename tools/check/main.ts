/** `npm run check`: runs the steps of the gate. Each step reports how much it checked, and a step that checked nothing fails. */
import { writeFileSync } from "node:fs";
import { Argument, defineCommand, runCommand } from "@hansa/kit/server/command-line";
import { inSeconds, paint, say } from "../host/terminal.mjs";
import type { Step } from "./step.ts";

/** Each is loaded when it runs, so that help is printed at once. */
const steps: Record<string, Step> = {
  format: async () => (await import("./steps/external/programs.ts")).checkFormat(),
  codegen: async () => (await import("./steps/external/codegen.ts")).checkCodegen(),
  types: async () => (await import("./steps/external/types.ts")).checkTypes(),
  fields: async () => (await import("./steps/fields.ts")).checkFields(),
  imports: async () => (await import("./steps/external/imports.ts")).checkImports(),
  restrictions: async () => (await import("./steps/restrictions.ts")).checkRestrictions(),
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
  composition: async () => (await import("./steps/external/programs.ts")).checkComposition(),
};

const command = defineCommand(
  "check",
  "Checks format, lint, generated code, types, resolvers of fields, import direction, restricted code, layout, prose, pages, figures, workspaces, services, settings, pins, licences, unused code and composition.",
)
  .addArgument(new Argument("[step...]", "only these steps (default: all)").choices(Object.keys(steps)))
  .option("--report <file>", "write the numbers of passed and failed steps as JSON");

await runCommand(command, async ({ report }, given) => {
  const chosen = given.length === 0 ? Object.keys(steps) : given;
  let failed = 0;
  for (const [index, name] of chosen.entries()) {
    const faults = await run(`[${index + 1}/${chosen.length}]`, name);
    for (const fault of faults) say(`      ${fault.replaceAll("\n", "\n      ")}`);
    if (faults.length > 0) failed += 1;
  }
  const passed = chosen.length - failed;
  say(paint(failed === 0 ? "green" : "red", `check: ${passed} passed, ${failed} failed`));
  if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed }));
  return failed === 0 ? 0 : 1;
});

/** Runs one step, prints what it looked at, and answers with its faults. */
async function run(number: string, name: string): Promise<readonly string[]> {
  const step = steps[name];
  if (step === undefined) return [`There is no step "${name}"; there are ${Object.keys(steps).join(", ")}.`];
  const started = performance.now();
  try {
    const { looked, unit, faults } = await step();
    const seen = looked > 0 ? faults : [...faults, `It looked at nothing: 0 ${unit}.`];
    const verdict = seen.length === 0 ? paint("green", "ok") : paint("red", "FAILED");
    say(`${number} ${name.padEnd(12)} ${looked} ${unit}, ${verdict} (${inSeconds(performance.now() - started)})`);
    return seen;
  } catch (error) {
    say(`${number} ${name.padEnd(12)} ${paint("red", "FAILED")}`);
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}
