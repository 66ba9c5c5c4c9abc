/** Lists the source files of the repository, without installed and generated ones. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../../host/shop.mjs";
import { services } from "../../packages/kit/src/services.mjs";

const ignoredFolders = new Set(["node_modules", "generated", "dist", "migrations", "coverage"]);
const sourceFolders = ["packages", "subgraphs", "router", "e2e", "host", "lab", "bench", "demo", "tools"];

/** TypeScript and module files of ours, as paths from the top folder. */
export function codeFiles(): string[] {
  return [
    ...topLevelFiles().filter(isCode),
    ...sourceFolders.flatMap((folder) => filesBelow(folder).filter(isCode)),
  ].sort();
}

/** The files of the top folder. */
export function topLevelFiles(): string[] {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}

/** The schemas of the subgraphs. */
export function schemaFiles(): string[] {
  return services.map(({ name }) => `subgraphs/${name}/schema.graphql`);
}

/** Every file of ours below a folder, as paths from the top folder. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [name];
    return ignoredFolders.has(entry.name) || entry.name.startsWith(".") ? [] : filesBelow(name);
  });
}

function isCode(name: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(name);
}
