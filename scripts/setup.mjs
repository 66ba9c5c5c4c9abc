/** Makes a checkout ready to run, on plain Node: packages, the store's binding, composition, generated types, playground. */
import { buildBinding } from "./setup/binding.mjs";
import { installPackages } from "./setup/install.mjs";
import { codegen, composition, makeIfStale, playground } from "./setup/made.mjs";
import { inSeconds, numberedSteps, paint, say } from "./terminal.mjs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Hansa needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node and try again.`);
  process.exit(1);
}

// `npm run check` must see stale files as they are, so it only asks for what is missing.
const onlyMissing = process.argv.includes("--only-missing");
const started = performance.now();
const step = numberedSteps(5);

try {
  await step("Packages", installPackages);
  await step("Store binding", buildBinding);
  await step("Composition", () => makeIfStale(composition, onlyMissing));
  await step("Generated types", () => makeIfStale(codegen, onlyMissing));
  await step("Playground", () => makeIfStale(playground, onlyMissing));
  say(paint("dim", `Set up in ${inSeconds(performance.now() - started)}`));
} catch (error) {
  say(paint("red", `Set-up stopped: ${error instanceof Error ? error.message : String(error)}`));
  process.exit(1);
}
