/** `npm run import -- FILE`: reads a file of products, prices or stock into a running shop. */

import { isAboutOptions } from "../replay/options.ts";
import { paint, say } from "../terminal.mjs";
import { readOptions, usage } from "./options.ts";
import { runImport } from "./run.ts";
import { findShop } from "./staff.ts";

try {
  const options = readOptions(process.argv.slice(2));
  process.exitCode = await runImport(findShop(options.staff), options, say);
} catch (error) {
  say(paint("red", `import: ${error instanceof Error ? error.message : String(error)}`));
  if (isAboutOptions(error)) say(usage);
  process.exitCode = 1;
}
