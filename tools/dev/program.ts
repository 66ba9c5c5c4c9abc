/** The program of one service, bundled again after an edit: our sources in one file, packages where they are installed. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import {
  type BuildContext,
  type BuildFailure,
  type BuildResult,
  context,
  formatMessages,
  type Metafile,
  type Plugin,
  stop,
} from "esbuild";
import { builtParts, childrenOf, programOptions, readSources } from "../../cli/host/build/bundle.ts";
import { root, type Service } from "../../cli/host/shop.mjs";
import { writeWhole } from "./generated-file.ts";

type Build = { fault?: undefined; file: string; hash: string } | { fault: string };

export type Program = {
  /** Whether this file is part of the program, or may be what the last build failed for. */
  isMadeOf(file: string): boolean;
  /** The files of the last build that declare the tables, with all that those import. */
  tableFiles(): string[];
  /** Builds what has changed. A fault is a text for the developer; then the file of the build before stays. */
  build(): Promise<Build>;
  /** Ends the builder's process until the next build, which then builds all of the program. */
  rest(): Promise<void>;
};

/** Prepares the program of a service in `folder`, which lies inside the repository. */
export function openProgram({ name, folder: source }: Service, folder: string): Program {
  let inputs: Metafile["inputs"] = {};
  let isFaulty = true;
  let last: { file: string; hash: string } | undefined;
  let number = 0;
  const programs = { [name]: path.join(root, source, "src", "index.ts") };
  let bundler: BuildContext | undefined;
  let resting: NodeJS.Timeout | undefined;

  function openBundler(): Promise<BuildContext> {
    return context({
      ...programOptions,
      absWorkingDir: root,
      entryPoints: { ...programs, ...childrenOf(programs) },
      outdir: path.join(folder, builtParts),
      metafile: true,
      write: false,
      plugins: [leavePackages, readSources(folder, [], new Map())],
      logLevel: "silent",
    });
  }

  async function rest(): Promise<void> {
    await bundler?.dispose();
    bundler = undefined;
    await stop();
  }

  /** Each build has a file of its own: the process that runs the one before may be started again. */
  function write({ outputFiles = [], metafile }: BuildResult): Build {
    const hash = createHash("sha256")
      .update(outputFiles.map((file) => file.hash).join())
      .digest("hex");
    if (metafile) {
      inputs = metafile.inputs;
      writeWhole(path.join(folder, `${name}.packages.json`), JSON.stringify(packagesOf(metafile)));
    }
    if (last?.hash === hash) return last;
    number += 1;
    const made = path.join(folder, `${name}-${number}`);
    mkdirSync(made, { recursive: true });
    for (const file of outputFiles) writeWhole(path.join(made, path.basename(file.path)), file.contents);
    if (number > keptBuilds)
      rmSync(path.join(folder, `${name}-${number - keptBuilds}`), { recursive: true, force: true });
    last = { file: path.join(made, `${name}.mjs`), hash };
    return last;
  }

  return {
    isMadeOf: (file) => isFaulty || path.relative(root, file) in inputs,
    tableFiles: () =>
      importedFrom(inputs, (file) => path.basename(file) === "tables.ts").map((file) => path.join(root, file)),
    build: async () => {
      clearTimeout(resting);
      resting = setTimeout(() => void rest(), idleMs);
      try {
        bundler ??= await openBundler();
        const built = write(await bundler.rebuild());
        isFaulty = false;
        return built;
      } catch (error) {
        isFaulty = true;
        if (!isBuildFailure(error)) throw error;
        return { fault: (await formatMessages(error.errors, { kind: "error" })).join("").trim() };
      }
    },
    rest: async () => {
      clearTimeout(resting);
      await rest();
    },
  };
}

/** After this time without an edit, what only makes the next one faster is given up: it takes 50 to 100 MB for each service. */
export const idleMs = 10 * 60_000;

/** So many builds are kept on disk. */
const keptBuilds = 20;

/** Packages that are installed at the top are imported from there; what a workspace has of its own is bundled. */
const leavePackages: Plugin = {
  name: "leave-packages",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind, resolveDir }) => {
      // Data of a package become a part of the program: esbuild leaves out the attribute with which Node reads a file of JSON.
      if (kind === "entry-point" || isBuiltin(name) || /^@hansa\/|\.json$/.test(name)) return undefined;
      return isAtTheTop(packageOf(name), resolveDir) ? { path: name, external: true } : undefined;
    });
  },
};

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Whether an import from this folder finds the package in the top folder's `node_modules`, as Node looks for it. */
function isAtTheTop(name: string, from: string): boolean {
  if (!from.startsWith(root)) return false;
  let folder = from;
  while (folder !== root && !existsSync(path.join(folder, "node_modules", name))) folder = path.dirname(folder);
  return folder === root;
}

/** The inputs of this kind, and all that they import, sorted. */
function importedFrom(inputs: Metafile["inputs"], isEntry: (file: string) => boolean): string[] {
  const found = new Set(Object.keys(inputs).filter(isEntry));
  // The set grows while it is walked.
  for (const file of found)
    for (const each of inputs[file]?.imports ?? []) if (each.path in inputs) found.add(each.path);
  return [...found].sort();
}

function packagesOf({ outputs }: Metafile): string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  return [...new Set(imports.filter((each) => each.external && !isBuiltin(each.path)).map((each) => each.path))];
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
