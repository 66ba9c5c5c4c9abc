/** Workspaces: each has the compiler settings and the scripts of its kind, and its manifest names the workspaces that it imports. */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { filesBelow } from "../files.ts";
import { manifestSchema, ownerOf, type Workspace, workspaceFaults } from "../rules/workspaces.ts";
import type { Findings } from "../step.ts";

export function checkWorkspaces(): Findings {
  const workspaces = readWorkspaces();
  const looked = workspaces.reduce((sum, { code }) => sum + code.size, 0);
  return {
    looked,
    unit: `files in ${workspaces.length} workspaces`,
    faults: workspaceFaults(workspaces, readGlobals()),
  };
}

/** The files of the top folder that turbo counts as inputs of every task. */
export function readGlobals(): string[] {
  return z.object({ globalDependencies: z.array(z.string()) }).parse(readJson("turbo.json")).globalDependencies;
}

/** The workspaces that the manifest of the top folder lists. */
export function readWorkspaces(): Workspace[] {
  const { workspaces } = z.object({ workspaces: z.array(z.string()) }).parse(readJson("package.json"));
  const folders = workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((file) => ({ folder: path.dirname(file).split(path.sep).join("/") }));
  return folders.map(({ folder }) => {
    const files = filesBelow(folder).filter((file) => /\.(ts|tsx|mjs|css)$/.test(file));
    const own = files.filter((file) => ownerOf(file, folders)?.folder === folder);
    return {
      folder,
      manifest: manifestSchema.parse(readJson(`${folder}/package.json`)),
      settings: read(`${folder}/tsconfig.json`),
      code: new Map(own.map((file) => [file, read(file) ?? ""])),
    };
  });
}

function read(file: string): string | undefined {
  const found = path.join(root, file);
  return existsSync(found) ? readFileSync(found, "utf8") : undefined;
}

function readJson(file: string): unknown {
  return JSON.parse(read(file) ?? "");
}
