/**
 * Builds processes into one file each, from the same sources that ship. A process that is compiled as it starts takes two seconds of a
 * core to do so, and whoever starts many of them, to kill them, has no time left for what they are started for.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build as bundle, type Plugin } from "esbuild";
import { root } from "./shop.mjs";

/** A change of one place in one file: `find` must stand there exactly once. */
export type Patch = { file: string; find: string; replace: string };

/** Packages with a binary of their own, by who needs them: they stay where they are installed. */
const native = [
  { name: "better-sqlite3", from: "packages/kit" },
  { name: "@node-rs/argon2", from: "subgraphs/users" },
];

/** In a file of modules, what its packages of the older kind expect. */
const older = `import { createRequire as requireHere } from "node:module"; const require = requireHere(import.meta.url);`;

/** Builds these programs, by the name of their process, into `folder`; the patches are applied to what is built and to nothing else. */
export async function buildProcesses(
  folder: string,
  programs: Readonly<Record<string, string>>,
  patches: readonly Patch[] = [],
): Promise<void> {
  const patched = new Set<string>();
  await bundle({
    entryPoints: { ...programs },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node22",
    // Else two copies of graphql would meet in one process.
    mainFields: ["main", "module"],
    banner: { js: older },
    plugins: [leaveNative(), readSources(patches, patched)],
    logLevel: "error",
  });
  const missed = patches.filter(({ file }) => !patched.has(file));
  if (missed.length > 0) throw new Error(`not part of what was built: ${missed.map(({ file }) => file).join(", ")}`);
}

/** Where the program of a process lies in a folder of such files. */
export function builtProgram(folder: string, name: string): string {
  return path.join(folder, `${name}.mjs`);
}

function leaveNative(): Plugin {
  return {
    name: "leave-native",
    setup: ({ onResolve }) => {
      for (const { name, from } of native) {
        const file = createRequire(path.join(root, from, "package.json")).resolve(name);
        onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: file, external: true }));
      }
    },
  };
}

/** Our own files: each keeps its own address, by which it finds schema, migrations and the top folder. */
function readSources(patches: readonly Patch[], patched: Set<string>): Plugin {
  return {
    name: "read-sources",
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.(ts|mjs)$/ }, ({ path: file }) => {
        if (file.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
        let contents = readFileSync(file, "utf8");
        for (const patch of patches.filter((each) => path.join(root, each.file) === file)) {
          contents = apply(contents, patch);
          patched.add(patch.file);
        }
        return {
          contents: contents.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(file).href)),
          loader: "ts",
        };
      });
    },
  };
}

function apply(contents: string, { file, find, replace }: Patch): string {
  const places = contents.split(find).length - 1;
  if (places !== 1) throw new Error(`${file} has ${places} places that read:\n${find}`);
  return contents.replace(find, () => replace);
}
