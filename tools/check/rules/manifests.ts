/** Manifests: each names the workspaces that its code imports, by name or by path, because `turbo --affected` follows them. */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { FileImport } from "./folder-rings.ts";

type Workspace = { folder: string; name: string; named: ReadonlySet<string> };

const words = z.record(z.string(), z.string()).default({});
const manifest = z.object({ name: z.string(), dependencies: words, devDependencies: words });

/** The workspaces that the manifest in this folder lists; none if it has no manifest. */
export function readWorkspaces(top: string): Workspace[] {
  if (!existsSync(path.join(top, "package.json"))) return [];
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(top, file), "utf8"));
  const { workspaces } = z.object({ workspaces: z.array(z.string()) }).parse(read("package.json"));
  return workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: top }))
    .map((file) => {
      const { name, dependencies, devDependencies } = manifest.parse(read(file));
      const named = new Set([name, ...Object.keys(dependencies), ...Object.keys(devDependencies)]);
      return { folder: path.dirname(file).split(path.sep).join("/"), name, named };
    });
}

/** Each import of another workspace, or of a file of the top folder, that the manifest does not name; `globals` are inputs of every task. */
export function findUnnamedImports(
  imports: readonly FileImport[],
  workspaces: readonly Workspace[],
  globals: readonly string[],
): string[] {
  // Some workspaces stand inside others.
  const innermostFirst = workspaces.toSorted((a, b) => b.folder.length - a.folder.length);
  const ownerOf = (file: string) => innermostFirst.find(({ folder }) => file.startsWith(`${folder}/`));
  return imports.flatMap(({ from, to }) => {
    const owner = ownerOf(from);
    const target = ownerOf(to)?.name ?? to;
    if (owner === undefined || owner.named.has(target) || globals.includes(target)) return [];
    return [`${from} imports ${target}, which ${owner.folder}/package.json does not name.`];
  });
}
