/** Makes a checkout ready to run: packages, composition, generated types, playground, programs. Silent when nothing is to do. */

import { inSeconds, paint, say } from "../host/terminal.mjs";
import { codegen, composition, generateIfStale, playground, programs } from "./generated-files.mjs";
import { installPackages } from "./packages.mjs";

// `npm run check` must see stale files as they are, so it only asks for what is missing.
const onlyMissing = process.argv.includes("--only-missing");
const started = performance.now();

try {
  let made = (await installPackages()) ? 1 : 0;
  for (const part of [composition, codegen, playground, programs])
    if (await generateIfStale(part, onlyMissing)) made += 1;
  if (made > 0) say(paint("dim", `Set up in ${inSeconds(performance.now() - started)}`));
} catch (error) {
  say(paint("red", `Set-up stopped: ${error instanceof Error ? error.message : String(error)}`));
  process.exit(1);
}
