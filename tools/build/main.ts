/** Builds the programs that `npm start` and the stories run: the five processes, the commands beside them, and Apollo's gateway apart. */
import { renameSync, rmSync } from "node:fs";
import path from "node:path";
import { buildProcesses } from "../host/build/bundle.ts";
import { apolloGateway, apolloGatewayFolder, builtFolder, root, services } from "../host/shop.mjs";

const commands = {
  shop: "tools/host/one-process.ts",
  seed: "tools/commands/seed/main.ts",
  replay: "lab/replay/main.ts",
  verify: "lab/replay/verifier/main.ts",
  "verify-taxed": "lab/replay/verifier/taxed-main.ts",
  "admin-create": "subgraphs/users/src/commands/main.ts",
};
const processes = services.map(({ name, folder }) => [name, `${folder}/src/index.ts`]);

await build(apolloGatewayFolder, { [apolloGateway.name]: "router/src/apollo-gateway/index.ts" });
await build(builtFolder, { ...Object.fromEntries(processes), ...commands });

/** Built beside and then moved, so that a process that starts at this moment finds all of it. Other accounts may read it, as in an image. */
async function build(folder: string, programs: Readonly<Record<string, string>>): Promise<void> {
  const made = `${folder}-${process.pid}`;
  const files = Object.entries(programs).map(([name, file]) => [name, path.join(root, file)]);
  try {
    await buildProcesses(made, Object.fromEntries(files));
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
