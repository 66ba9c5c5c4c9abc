/** Bundles each program into one file, with shared parts beside them. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build as bundle, type Plugin } from "esbuild";
import { root } from "../shop.mjs";
import { writeCommentsInAscii } from "./ascii-comments.ts";
import { mapOwnSources } from "./source-maps.ts";

/** A change of one place in one file: `find` must stand there exactly once. */
export type Patch = { file: string; find: string; replace: string };

/** Our own files that a program contains, from the top folder, each with the hash of its content: cli/hansa.cjs compares it. */
export type BuiltSources = Map<string, string>;

/** Packages with a binary of their own, by who needs them: they stay where they are installed. `files` are those that a program loads. */
export const nativePackages = [
  {
    name: "better-sqlite3",
    from: "packages/kit",
    files: ["better-sqlite3/package.json", "better-sqlite3/lib", "better-sqlite3/prebuilds"],
  },
  {
    name: "sharp",
    from: "subgraphs/products",
    files: ["sharp/package.json", "sharp/dist", "sharp/node_modules", "@img", "detect-libc"],
  },
  { name: "@node-rs/argon2", from: "subgraphs/users", files: ["@node-rs"] },
];

/** The folder of what is bundled, beside the files that start it. */
const builtParts = "parts";

/**
 * Starts a program with a cache of its compiled code, which saves a fourth of its start. Written as soon as it has started, since a process
 * that is killed writes nothing; a folder that cannot be written goes without.
 */
const starter = (name: string) => `import { enableCompileCache, flushCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
enableCompileCache(fileURLToPath(new URL("compiled", import.meta.url)));
await import("./${builtParts}/${name}.mjs");
flushCompileCache();
`;

/** In a file of modules, what its packages of the older kind expect. */
const olderModules = `import { createRequire as requireHere } from "node:module"; const require = requireHere(import.meta.url);`;

/**
 * How every program is bundled, for `npm start` and images alike. Never with `minifySyntax`: it would inline the constants of which
 * the restriction "closure" of the check speaks.
 */
const programOptions = {
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22.18",
  // Other characters are escaped in code, and replaced in comments by a later step, which relies on the escapes.
  charset: "ascii",
  sourcemap: true,
  sourcesContent: false,
  // Else two copies of graphql would meet in one process.
  mainFields: ["main", "module"],
  banner: { js: olderModules },
} satisfies BuildOptions;

/**
 * Builds these programs, by the name of their process, into `folder`; the patches are applied to what is built and to nothing else. Answers with
 * the sources that they contain.
 */
export async function buildProcesses(
  folder: string,
  programs: Readonly<Record<string, string>>,
  patches: readonly Patch[] = [],
): Promise<BuiltSources> {
  const read: BuiltSources = new Map();
  await bundle({
    ...programOptions,
    entryPoints: { ...programs, ...childrenOf(programs) },
    outdir: path.join(folder, builtParts),
    splitting: true,
    plugins: [leaveNative(folder), readSources(folder, patches, read)],
    logLevel: "error",
  });
  mapOwnSources(path.join(folder, builtParts));
  await writeCommentsInAscii(path.join(folder, builtParts));
  for (const name of Object.keys(programs)) writeFileSync(builtProgram(folder, name), starter(name));
  const missed = patches.filter(({ file }) => !read.has(file));
  if (missed.length > 0) throw new Error(`not part of what was built: ${missed.map(({ file }) => file).join(", ")}`);
  return read;
}

/** The processes that these programs start by themselves: each is a file of its own beside them. */
function childrenOf(programs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const routes = ["router", "shop"].some((name) => name in programs);
  const plans = routes || "hansa" in programs;
  return {
    ...(plans ? { "planner-process": path.join(root, "router/src/planning/planner-process.ts") } : {}),
    ...(routes ? { "judge-process": path.join(root, "router/src/control/registry/judgement/judge-process.ts") } : {}),
  };
}

/** The address of this file, or of the file of such a process, which is built beside the program. */
const address = /new URL\("\.\/([\w-]+-process)\.ts", import\.meta\.url\)|import\.meta\.url/g;

/** The file of a process's program in a folder of built programs. */
export function builtProgram(folder: string, name: string): string {
  return path.join(folder, `${name}.mjs`);
}

/** A build inside the repository finds everything by relative paths, so that both can be moved together, as into an image. */
const isInside = (folder: string) => folder.startsWith(root + path.sep);

function leaveNative(folder: string): Plugin {
  return {
    name: "leave-native",
    setup: ({ onResolve }) => {
      for (const { name, from } of nativePackages) {
        const file = createRequire(path.join(root, from, "package.json")).resolve(name);
        onResolve({ filter: new RegExp(`^${name}$`) }, () => ({
          path: isInside(folder) ? name : file,
          external: true,
        }));
      }
    },
  };
}

/** The expression for the address of a file of ours, by which it finds schema, migrations and the top folder. */
function addressOf(file: string, folder: string): string {
  if (!isInside(folder)) return JSON.stringify(pathToFileURL(file).href);
  const relative = path.relative(path.join(folder, builtParts), file).split(path.sep).join("/");
  return `new URL(${JSON.stringify(relative)}, import.meta.url).href`;
}

/** Our own files, each with its own address and with the patches. Each is added to `read`. */
function readSources(folder: string, patches: readonly Patch[], read: BuiltSources): Plugin {
  return {
    name: "read-sources",
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.(ts|mjs|json)$/ }, ({ path: file }) => {
        if (file.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
        let contents = readFileSync(file, "utf8");
        const name = path.relative(root, file).split(path.sep).join("/");
        read.set(name, hashOf(contents));
        if (file.endsWith(".json")) return { contents, loader: "json" };
        for (const patch of patches.filter((each) => each.file === name)) contents = apply(contents, patch);
        return {
          contents: contents.replace(address, (_found, child?: string) =>
            child ? `new URL("./${child}.mjs", import.meta.url)` : addressOf(file, folder),
          ),
          loader: "ts",
        };
      });
    },
  };
}

/** As cli/hansa.cjs computes it. */
export function hashOf(contents: string | Buffer): string {
  return createHash("sha256").update(contents).digest("hex");
}

function apply(contents: string, { file, find, replace }: Patch): string {
  const places = contents.split(find).length - 1;
  if (places !== 1) throw new Error(`${file} has ${places} places that read:\n${find}`);
  return contents.replace(find, () => replace);
}
