/** Builds of the storefront in development: by Vite, as the set-up makes them, each into a folder of its own. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { type Shop, startChild } from "../../../cli/host/processes/process.ts";
import { root, storefront, storefrontFolder } from "../../../cli/host/shop.mjs";
import { readWorker, startWorker } from "../process/worker.ts";

type Build = { fault?: undefined; file: string; version: string } | { fault: string };

export type Builds = {
  /** The build of the set-up, which precedes every task; a new one where it is missing. */
  first(): Promise<Build>;
  /** Builds after edits of these files. A fault is a text for the developer. */
  next(files: readonly string[]): Promise<Build>;
};

/** The process that serves may still send the files of the build before. */
const keptBuilds = 2;
const maxFaultLines = 12;

/** Prepares builds in `folder`; nothing is built. */
export function openBuilds(shop: Shop, folder: string): Builds {
  const source = path.join(root, storefront.folder);
  const vite = path.join(
    path.dirname(createRequire(path.join(source, "package.json")).resolve("vite/package.json")),
    "bin/vite.js",
  );
  let number = 0;

  async function run(args: readonly string[]): Promise<string | undefined> {
    const child = startChild(shop, [vite, "build", "--logLevel=error", ...args], source);
    child.stdout?.resume();
    const errors = child.stderr ? await text(child.stderr) : "";
    const code = child.exitCode ?? (await new Promise((resolve) => child.once("exit", resolve)));
    return code === 0 ? undefined : shortened(errors);
  }

  async function build(): Promise<Build> {
    number += 1;
    const made = path.join(folder, String(number));
    const faults = await Promise.all([
      run(["--outDir", path.join(made, "client")]),
      run(["--ssr", "--outDir", path.join(made, "server")]),
    ]);
    const fault = faults.find((each) => each !== undefined);
    if (fault !== undefined) return { fault };
    rmSync(path.join(folder, String(number - keptBuilds)), { recursive: true, force: true });
    return describe(made);
  }

  return {
    first: async () => (existsSync(path.join(storefrontFolder, "server")) ? describe(storefrontFolder) : build()),
    next: async (files) => {
      const fault = files.some(hasDocuments) ? await generateTypes(shop) : undefined;
      return fault === undefined ? build() : { fault };
    },
  };
}

/** Whether this file has operations; one that was removed may have had some. */
function hasDocuments(file: string): boolean {
  return !existsSync(file) || readFileSync(file, "utf8").includes("graphql(");
}

/** Generates the types of the operations. Gives the fault of one that does not fit the graph. */
async function generateTypes(shop: Shop): Promise<string | undefined> {
  const faults: string[] = [];
  const child = startWorker(shop, path.join(import.meta.dirname, "types-worker.ts"));
  const failure = await readWorker(child, (line) => faults.push(line));
  const all = failure === undefined ? faults : [...faults, failure];
  return all.length === 0 ? undefined : shortened(all.join("\n"));
}

/** The lines that name the place in the sources, without those of the builder's own. */
function shortened(output: string): string {
  const plain = stripVTControlCharacters(output).split("\n");
  const lines = plain.filter((line) => line.trim() !== "" && !/^ +at .*node_modules|^ *errors: \[|^}$/.test(line));
  return lines.slice(0, maxFaultLines).join("\n");
}

/** The version of a build is that of its content. */
function describe(made: string): Build {
  const hash = createHash("sha256");
  const names = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = names.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
  for (const file of files) hash.update(path.relative(made, file)).update(readFileSync(file));
  return { file: path.join(made, "server", "main.mjs"), version: hash.digest("hex") };
}
