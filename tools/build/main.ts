/**
 * Builds programs. Without a name: those that `npm start` and the stories run, the services and the router with the commands beside them, in one
 * folder of shared parts, and Apollo's gateway in a folder below. With names: each alone, as an image holds it, in `dist` of its own folder. The
 * storefront is built by Vite in the set-up: its image holds that.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Argument, defineCommand, runCommand } from "@hansa/kit/command-line";
import { buildProcesses, hashOf } from "../../cli/host/build/bundle.ts";
import {
  apolloGateway,
  apolloGatewayFolder,
  builtFolder,
  root,
  services,
  storefront,
  storefrontFolder,
} from "../../cli/host/shop.mjs";
import { commandFiles, copyImageFiles, processFiles } from "./image-files.ts";

/** The program of each image, and the files that it holds: the processes, and the commands of an owner. */
const images = [
  ...services.map((service) => ({
    name: service.name,
    folder: service.folder,
    file: `${service.folder}/src/index.ts`,
    held: () => processFiles(service),
  })),
  { name: "hansa", folder: "cli", file: "cli/commands/main.ts", held: commandFiles },
];

/** Names the packages that programs contain. */
const lockFile = "package-lock.json";

const commands = {
  shop: "cli/host/one-process.ts",
  replay: "lab/replay/main.ts",
  verify: "lab/replay/verifier/main.ts",
};

const command = defineCommand("build", "Builds the programs of the shop, or those of single images.")
  .addArgument(
    new Argument("[program...]", "builds each alone, into dist of its folder").choices([
      ...images.map(({ name }) => name),
      storefront.name,
    ]),
  )
  .option("--images <folder>", "copies each with what it reads, as its image holds them, into a folder of its name");

await runCommand(command, async (options, names) => {
  if (names.length === 0) return buildShop();
  for (const { name, folder, file, held } of images.filter((image) => names.includes(image.name))) {
    await build(path.join(root, folder, "dist"), { ".": { [name]: file } });
    if (options.images !== undefined) copyImageFiles(held(), `${folder}/dist`, path.join(options.images, name));
  }
  if (options.images !== undefined && names.includes(storefront.name)) {
    const dist = path.relative(root, storefrontFolder);
    copyImageFiles([dist], dist, path.join(options.images, storefront.name));
  }
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

/**
 * Built beside and then moved, so that a process that starts at this moment finds all of it. Other accounts may read it, as in an image. The
 * programs of the shop have a list of what they contain, by which cli/hansa.cjs finds an edit.
 */
async function build(folder: string, programs: Programs): Promise<void> {
  const made = `${folder}-${process.pid}`;
  const contained: [file: string, hash: string][] = [[lockFile, hashOf(readFileSync(path.join(root, lockFile)))]];
  try {
    for (const [below, files] of Object.entries(programs)) {
      const sources = Object.entries(files).map(([name, file]) => [name, path.join(root, file)]);
      contained.push(...(await buildProcesses(path.join(made, below), Object.fromEntries(sources))));
    }
    if (folder === builtFolder)
      writeFileSync(path.join(made, "sources.json"), JSON.stringify(Object.fromEntries(contained)));
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
