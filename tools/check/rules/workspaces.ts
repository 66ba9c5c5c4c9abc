/** Rules for each workspace: its compiler settings, its scripts, and a manifest that names what it imports and exports what others import. */
import path from "node:path";
import ts from "typescript";
import { z } from "zod";

/** One workspace: the text of its `tsconfig.json`, and its code by path from the top folder. */
export type Workspace = {
  folder: string;
  manifest: z.output<typeof manifestSchema>;
  settings: string | undefined;
  code: ReadonlyMap<string, string>;
};

const words = z.record(z.string(), z.string()).default({});

export const manifestSchema = z.object({
  name: z.string(),
  scripts: words,
  dependencies: words,
  devDependencies: words,
  exports: words,
});

/** The compiler options that workspaces may set whose code runs in a browser. None makes the compiler accept more. */
const browserOptions = ["jsx", "lib", "module", "moduleResolution", "tsBuildInfoFile", "types"];
const browserWorkspaces: readonly string[] = ["router/playground", "packages/front", "apps/storefront"];

const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);

/** The faults of all workspaces, one line each; `globals` are the files of the top folder that turbo counts as inputs of every task. */
export function workspaceFaults(workspaces: readonly Workspace[], globals: readonly string[]): string[] {
  const code = workspaces.flatMap((workspace) => [...workspace.code]);
  const context = { workspaces, globals, imports: new Map(code.map(([file, text]) => [file, importsOf(file, text)])) };
  return workspaces.flatMap((workspace) => [
    ...settingsFaults(workspace),
    ...scriptFaults(workspace),
    ...importFaults(workspace, context),
    ...exportFaults(workspace, context),
  ]);
}

function settingsFaults({ folder, settings }: Workspace): string[] {
  const file = `${folder}/tsconfig.json`;
  if (settings === undefined) return [`${file} is missing.`];
  const parsed = z
    .object({
      extends: z.string().optional(),
      include: z.array(z.string()).optional(),
      exclude: z.array(z.string()).optional(),
      compilerOptions: z.record(z.string(), z.unknown()).default({}),
    })
    .parse(JSON.parse(settings));
  const own = Object.keys(parsed.compilerOptions).filter(
    (option) => !browserWorkspaces.includes(folder) || !browserOptions.includes(option),
  );
  return [
    ...(parsed.extends === `${toTop(folder)}/tsconfig.json` ? [] : [`${file} does not extend that of the top folder.`]),
    ...(parsed.include?.includes(".") ? [] : [`${file} does not include its whole folder.`]),
    ...(parsed.exclude === undefined || browserWorkspaces.includes(folder) ? [] : [`${file} excludes files.`]),
    ...own.map((option) => `${file} sets ${option}: compiler options are those of the top folder.`),
  ];
}

function scriptFaults({ folder, manifest, code }: Workspace): string[] {
  const file = `${folder}/package.json`;
  const tests = [...code.keys()].filter(isTest);
  const place = tests.every((test) => test.startsWith(`${folder}/test/`)) ? `${folder}/test/` : `${folder}/`;
  const isProcess = code.has(`${folder}/src/index.ts`) && /^(subgraphs\/|router$)/.test(folder);
  const expected = {
    typecheck: "tsc",
    test: tests.length > 0 ? `vitest run --root ${toTop(folder)} ${place}` : undefined,
    ...(isProcess ? processScripts(folder) : {}),
  };
  return Object.entries(expected)
    .filter(([script, command]) => manifest.scripts[script] !== command)
    .map(
      ([script, command]) => `${file}: its script "${script}" is not ${command ?? "absent, though it has no test"}.`,
    );
}

function processScripts(folder: string): Readonly<Record<string, string>> {
  const top = toTop(folder);
  const name = path.basename(folder);
  return {
    build: `exec node ${top}/cli/ready.cjs --node ${top}/tools/build/main.ts ${name}`,
    start: `exec node ${top}/cli/ready.cjs --full ${top}/cli/start/main.ts --only ${name}`,
  };
}

type Context = {
  workspaces: readonly Workspace[];
  globals: readonly string[];
  /** The imports of each file. */
  imports: ReadonlyMap<string, readonly string[]>;
};

/** `turbo --affected` follows manifests: an import that they do not name would leave tests out. */
function importFaults(workspace: Workspace, context: Context): string[] {
  const { name, dependencies, devDependencies } = workspace.manifest;
  const named = new Set([name, ...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  return [...workspace.code.keys()].flatMap((file) =>
    (context.imports.get(file) ?? [])
      .flatMap((specifier) => targetOf(file, specifier, context))
      .filter((target) => !named.has(target))
      .map((target) => `${file} imports ${target}, which ${workspace.folder}/package.json does not name.`),
  );
}

/** An entry that no other workspace imports is a fault; a pattern has an entry for each of its files. */
/** The kit shows one file of each folder. */
const face = /^\.\/[a-z-]+$/;

function exportFaults({ folder, manifest, code }: Workspace, { imports }: Context): string[] {
  const entries = Object.entries(manifest.exports).flatMap(([entry, target]) => {
    const [start = "", end] = path.posix.join(folder, target).split("*");
    if (end === undefined) return [entry];
    const files = [...code.keys()].filter((file) => file.startsWith(start) && file.endsWith(end));
    return files.map((file) => entry.replace("*", file.slice(start.length, -end.length)));
  });
  const imported = new Set([...imports].flatMap(([file, names]) => (code.has(file) ? [] : names)));
  const internal = folder === "packages/kit" ? entries.filter((entry) => !face.test(entry)) : [];
  if (internal.length > 0) return internal.map((entry) => `${folder}/package.json exports ${entry}, which is no face.`);
  return entries
    .filter((entry) => !imported.has(path.posix.join(manifest.name, entry)))
    .map((entry) => `${folder}/package.json exports ${entry}, which no other workspace imports.`);
}

function importsOf(file: string, text: string): string[] {
  if (file.endsWith(".css")) return [...text.matchAll(/^@import "([^"]+)"/gm)].flatMap(([, name]) => name ?? []);
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The workspace that an import leads to, or the file of the top folder unless turbo counts it everywhere. Packages are left to knip. */
function targetOf(file: string, specifier: string, { workspaces, globals }: Context): string[] {
  const [scope, name] = specifier.split("/");
  if (scope === "@hansa") return [`${scope}/${name}`];
  if (!specifier.startsWith(".")) return [];
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const owner = ownerOf(target, workspaces);
  if (owner !== undefined) return [owner.manifest.name];
  return globals.includes(target) ? [] : [target];
}

/** The innermost workspace of a file, since some stand inside others. */
export function ownerOf<Owner extends { folder: string }>(
  file: string,
  workspaces: readonly Owner[],
): Owner | undefined {
  return workspaces
    .filter(({ folder }) => file.startsWith(`${folder}/`))
    .reduce<Owner | undefined>(
      (best, each) => (best && best.folder.length > each.folder.length ? best : each),
      undefined,
    );
}

function toTop(folder: string): string {
  return path.posix.relative(folder, ".");
}
