/**
 * Builds programs. Without a name: those that `npm start` and the stories run, the five processes with the commands beside them, in one folder of
 * shared parts, and Apollo's gateway apart. With names of processes: each alone, as an image holds it, in `dist` of its own folder.
 */
import { renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Argument, defineCommand, runCommand } from "@hansa/kit/server/command-line";
import { buildProcesses } from "../host/build/bundle.ts";
import { apolloGateway, apolloGatewayFolder, builtFolder, root, type Service, services } from "../host/shop.mjs";

const commands = {
  shop: "tools/host/one-process.ts",
  hansa: "tools/commands/main.ts",
  replay: "lab/replay/main.ts",
  verify: "lab/replay/verifier/main.ts",
  "verify-taxed": "lab/replay/verifier/taxed-main.ts",
};

/** The commands of a process that its image holds too. */
const ownCommands: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  users: { "admin-create": "subgraphs/users/src/commands/main.ts" },
};

const command = defineCommand("build", "Builds the programs of the shop, or those of single processes.").addArgument(
  new Argument("[process...]", "builds each alone, into dist of its folder").choices(services.map(({ name }) => name)),
);

await runCommand(command, async (_options, names) => {
  if (names.length === 0) return buildShop();
  for (const service of services.filter(({ name }) => names.includes(name)))
    await build(path.join(root, service.folder, "dist"), programsOf(service));
});

async function buildShop(): Promise<void> {
  await build(apolloGatewayFolder, { [apolloGateway.name]: "router/src/apollo-gateway/index.ts" });
  await build(builtFolder, { ...Object.assign({}, ...services.map(programsOf)), ...commands });
}

function programsOf({ name, folder }: Service): Readonly<Record<string, string>> {
  return { [name]: `${folder}/src/index.ts`, ...ownCommands[name] };
}

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
