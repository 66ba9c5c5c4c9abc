/** The program of one service, bundled again after an edit: our sources in one file, packages where they are installed. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { type BuildFailure, type BuildResult, context, formatMessages, type Metafile, type Plugin } from "esbuild";
import { builtParts, childrenOf, programOptions, readSources } from "../host/build/bundle.ts";
import { root, type Service } from "../host/shop.mjs";

type Build = { fault?: undefined; file: string; hash: string } | { fault: string };

export type Program = {
  /** Whether this file is part of the program, or may be what the last build failed for. */
  isMadeOf(file: string): boolean;
  /** Builds what has changed. A fault is a text for the developer; then the file of the build before stays. */
  build(): Promise<Build>;
  dispose(): Promise<void>;
};

/** Prepares the program of a service in `folder`, which lies inside the repository. */
export async function openProgram({ name, folder: source }: Service, folder: string): Promise<Program> {
  let inputs: ReadonlySet<string> = new Set();
  let isFaulty = true;
  let last: { file: string; hash: string } | undefined;
  let number = 0;
  const programs = { [name]: path.join(root, source, "src", "index.ts") };
  const bundler = await context({
    ...programOptions,
    absWorkingDir: root,
    entryPoints: { ...programs, ...childrenOf(programs) },
    outdir: path.join(folder, builtParts),
    metafile: true,
    write: false,
    plugins: [leavePackages, readSources(folder, [], new Set())],
    logLevel: "silent",
  });

  /** Each build has a file of its own: the process that runs the one before may be started again. */
  function write({ outputFiles = [], metafile }: BuildResult): Build {
    const hash = createHash("sha256")
      .update(outputFiles.map((file) => file.hash).join())
      .digest("hex");
    if (metafile) {
      inputs = new Set(Object.keys(metafile.inputs).map((file) => path.join(root, file)));
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
    isMadeOf: (file) => isFaulty || inputs.has(file),
    build: async () => {
      try {
        const built = write(await bundler.rebuild());
        isFaulty = false;
        return built;
      } catch (error) {
        isFaulty = true;
        if (!isBuildFailure(error)) throw error;
        return { fault: (await formatMessages(error.errors, { kind: "error" })).join("").trim() };
      }
    },
    dispose: () => bundler.dispose(),
  };
}

/** So many builds are kept on disk. */
const keptBuilds = 20;

/** Packages that are installed at the top are imported from there; what a workspace has of its own is bundled. */
const leavePackages: Plugin = {
  name: "leave-packages",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind, resolveDir }) => {
      if (kind === "entry-point" || isBuiltin(name) || name.startsWith("@hansa/")) return undefined;
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

function packagesOf({ outputs }: Metafile): string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  return [...new Set(imports.filter((each) => each.external && !isBuiltin(each.path)).map((each) => each.path))];
}

function writeWhole(file: string, contents: string | Uint8Array): void {
  writeFileSync(`${file}.next`, contents);
  renameSync(`${file}.next`, file);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
