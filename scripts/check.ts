/** `npm run check`: the gate. Each step says how much it looked at, and a step that saw nothing has failed. */
import { writeFileSync } from "node:fs";
import { Argument, defineCommand, runCommand } from "@hansa/kit/server/command-line";
import type { Step } from "./check/step.ts";
import { inSeconds, paint, say } from "./terminal.mjs";

/** Each is loaded when it runs, so that help is printed at once. */
const steps: Record<string, Step> = {
  format: async () => (await import("./check/format.ts")).checkFormat(),
  codegen: async () => (await import("./check/codegen.ts")).checkCodegen(),
  types: async () => (await import("./check/types.ts")).checkTypes(),
  fields: async () => (await import("./check/fields.ts")).checkFields(),
  imports: async () => (await import("./check/imports.ts")).checkImports(),
  seams: async () => (await import("./check/seams.ts")).checkSeams(),
  shape: async () => (await import("./check/shape.ts")).checkShape(),
  services: async () => (await import("./check/services.ts")).checkServices(),
  environment: async () => (await import("./check/environment.ts")).checkEnvironment(),
  pins: async () => (await import("./check/pins.ts")).checkPins(),
  unused: async () => (await import("./check/unused.ts")).checkUnused(),
  composition: async () => (await import("./check/composition.ts")).checkComposition(),
};

const command = defineCommand(
  "check",
  "Checks format, lint, generated code, types, resolvers of fields, import direction, house rules, services, settings, pins, unused code and composition.",
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
