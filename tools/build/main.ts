/**
 * Builds programs. Without a name: those that `npm start` and the stories run, the five processes with the commands beside them, in one folder of
 * shared parts, and Apollo's gateway in a folder below. With names: each alone, as an image holds it, in `dist` of its own folder.
 */
import { renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Argument, defineCommand, runCommand } from "@hansa/kit/command-line";
import { buildProcesses } from "../../cli/host/build/bundle.ts";
import { apolloGateway, apolloGatewayFolder, builtFolder, root, services } from "../../cli/host/shop.mjs";

/** The program of each image: the processes, and the commands of an owner. */
const images = [
  ...services.map(({ name, folder }) => ({ name, folder, file: `${folder}/src/index.ts` })),
  { name: "hansa", folder: "cli", file: "cli/commands/main.ts" },
];

const commands = {
  shop: "cli/host/one-process.ts",
  replay: "lab/replay/main.ts",
  verify: "lab/replay/verifier/main.ts",
  "verify-taxed": "lab/replay/verifier/taxed-main.ts",
};

const command = defineCommand("build", "Builds the programs of the shop, or those of single images.").addArgument(
  new Argument("[program...]", "builds each alone, into dist of its folder").choices(images.map(({ name }) => name)),
);

await runCommand(command, async (_options, names) => {
  if (names.length === 0) return buildShop();
  for (const { name, folder, file } of images.filter((image) => names.includes(image.name)))
    await build(path.join(root, folder, "dist"), { ".": { [name]: file } });
});

async function buildShop(): Promise<void> {
  const ofImages = Object.fromEntries(images.map(({ name, file }) => [name, file]));
  await build(builtFolder, {
    ".": { ...ofImages, ...commands },
    [path.relative(builtFolder, apolloGatewayFolder)]: { [apolloGateway.name]: "router/src/apollo-gateway/index.ts" },
  });
}

/** The files of programs, by name and by the folder in which they share parts. */
type Programs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Built beside and then moved, so that a process that starts at this moment finds all of it. Other accounts may read it, as in an image. */
async function build(folder: string, programs: Programs): Promise<void> {
  const made = `${folder}-${process.pid}`;
  try {
    for (const [below, files] of Object.entries(programs)) {
      const sources = Object.entries(files).map(([name, file]) => [name, path.join(root, file)]);
      await buildProcesses(path.join(made, below), Object.fromEntries(sources));
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
