/** `npm run check [-- step …]`: the gate. Each step says how much it looked at, and a step that saw nothing has failed. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkCodegen } from "./check/codegen.ts";
import { checkComposition } from "./check/composition.ts";
import { checkEnvironment } from "./check/environment.ts";
import { checkFormat } from "./check/format.ts";
import { checkImports } from "./check/imports.ts";
import { checkPins } from "./check/pins.ts";
import { checkSeams } from "./check/seams.ts";
import { checkShape } from "./check/shape.ts";
import type { Step } from "./check/step.ts";
import { checkTypes } from "./check/types.ts";
import { checkUnused } from "./check/unused.ts";
import { inSeconds, paint, say } from "./terminal.mjs";

const steps: Record<string, Step> = {
  format: checkFormat,
  codegen: checkCodegen,
  types: checkTypes,
  imports: checkImports,
  seams: checkSeams,
  shape: checkShape,
  environment: checkEnvironment,
  pins: checkPins,
  unused: checkUnused,
  composition: checkComposition,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { report: { type: "string" } } });
const chosen = positionals.length === 0 ? Object.keys(steps) : positionals;
let failed = 0;

for (const [index, name] of chosen.entries()) {
  const faults = await run(`[${index + 1}/${chosen.length}]`, name);
  for (const fault of faults) say(`      ${fault.replaceAll("\n", "\n      ")}`);
  if (faults.length > 0) failed += 1;
}

const passed = chosen.length - failed;
say(paint(failed === 0 ? "green" : "red", `check: ${passed} passed, ${failed} failed`));
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify({ passed, failed }));
process.exitCode = failed === 0 ? 0 : 1;

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
