/** Builds the programs that `npm start` and the stories run: the five processes, and the commands that are started beside them. */
import { renameSync, rmSync } from "node:fs";
import path from "node:path";
import { buildProcesses } from "../../host/build/bundle.ts";
import { builtFolder, root, services } from "../../host/shop.mjs";

const commands = {
  shop: "host/one-process.ts",
  seed: "demo/main.ts",
  replay: "lab/replay/main.ts",
  verify: "lab/replay/verifier/main.ts",
  "verify-taxed": "lab/replay/verifier/taxed-main.ts",
  "admin-create": "subgraphs/users/src/commands/main.ts",
};
const programs = [
  ...services.map(({ name, folder }) => [name, `${folder}/src/index.ts`]),
  ...Object.entries(commands),
].map(([name, file = ""]) => [name, path.join(root, file)]);

// Built beside and then moved, so that a process that starts at this moment finds all of it. Other accounts may read it, as in an image.
const made = `${builtFolder}-${process.pid}`;
try {
  await buildProcesses(made, Object.fromEntries(programs));
  rmSync(builtFolder, { recursive: true, force: true });
  renameSync(made, builtFolder);
} finally {
  rmSync(made, { recursive: true, force: true });
}
