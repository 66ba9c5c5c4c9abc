/** Makes a checkout ready to run: packages, composition, generated types, playground, programs. Started by ready.cjs. */
import { installPackages } from "./setup/install.mjs";
import { codegen, composition, makeIfStale, playground, programs } from "./setup/made.mjs";
import { inSeconds, numberedSteps, paint, say } from "./terminal.mjs";

// `npm run check` must see stale files as they are, so it only asks for what is missing.
const onlyMissing = process.argv.includes("--only-missing");
const started = performance.now();
const step = numberedSteps(5);

try {
  await step("Packages", installPackages);
  await step("Composition", () => makeIfStale(composition, onlyMissing));
  await step("Generated types", () => makeIfStale(codegen, onlyMissing));
  await step("Playground", () => makeIfStale(playground, onlyMissing));
  await step("Programs", () => makeIfStale(programs, onlyMissing));
  say(paint("dim", `Set up in ${inSeconds(performance.now() - started)}`));
} catch (error) {
  say(paint("red", `Set-up stopped: ${error instanceof Error ? error.message : String(error)}`));
  process.exit(1);
}
