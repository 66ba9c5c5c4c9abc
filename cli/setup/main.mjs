/** Makes a checkout ready to run: packages, composition, generated types, playground, storefront, back office, programs. Silent when nothing is to do. */

import { inSeconds, paint, say } from "../host/terminal.mjs";
import { installPackages } from "./packages.mjs";
import { runTasks } from "./turbo.mjs";

const generation = [
  ...["@hansa/tools#codegen", "@hansa/playground#build", "@hansa/storefront#build", "@hansa/admin#build"],
  "@hansa/tools#build",
];

// `npm run check` must see the committed supergraph as it is, so before it nothing is composed.
const withoutComposition = process.argv.includes("--only-missing");
const started = performance.now();

try {
  const installed = await installPackages();
  // Before the others, one of which reads what it writes.
  const composed = withoutComposition ? 0 : await runTasks(["@hansa/router#compose"]);
  const made = composed + (await runTasks(generation));
  if (installed || made > 0) say(paint("dim", `Set up in ${inSeconds(performance.now() - started)}`));
} catch (error) {
  say(paint("red", `Set-up stopped: ${error instanceof Error ? error.message : String(error)}`));
  process.exit(1);
}
