/** Lists the source files of the repository, without installed and generated ones. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../../cli/host/shop.mjs";
import { services } from "../../packages/contracts/src/services.mjs";

/** Folders of packages, and of files that commands write. */
const installedFolders = new Set(["node_modules", "generated", "dist", "coverage"]);
const ignoredFolders = new Set([...installedFolders, "migrations", "migrations-pg"]);
/** The folder of bench results, as a path from the top folder: git ignores it. */
const benchResults = "lab/bench/results";
const sourceFolders = ["packages", "apps", "subgraphs", "router", "e2e", "lab", "cli", "tools", ".ci"];

/** TypeScript and module files of ours, as paths from the top folder. */
export function codeFiles(): string[] {
  return [
    ...topLevelFiles().filter(isCode),
    ...sourceFolders.flatMap((folder) => filesBelow(folder).filter(isCode)),
  ].sort();
}

/** The files of the top folder. */
function topLevelFiles(): string[] {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}

/** The schemas of the subgraphs. */
export function schemaFiles(): string[] {
  return services.map(({ name }) => `subgraphs/${name}/schema.graphql`);
}

/** The Markdown pages of the top folder, of `docs` and of `lab`. */
export function pageFiles(): string[] {
  return [...topLevelFiles(), ...["docs", "lab"].flatMap((folder) => filesBelow(folder))].filter((file) =>
    file.endsWith(".md"),
  );
}

/** Every file of ours, also those that are no source. */
export function repositoryFiles(): string[] {
  const folders = [...sourceFolders, "docs", ".github"];
  return [...topLevelFiles(), ...folders.flatMap((folder) => filesBelow(folder, installedFolders))];
}

/** Every file of ours below a folder, as paths from the top folder. */
export function filesBelow(folder: string, ignored: ReadonlySet<string> = ignoredFolders): string[] {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [name];
    const isSkipped = ignored.has(entry.name) || entry.name.startsWith(".") || name === benchResults;
    return isSkipped ? [] : filesBelow(name, ignored);
  });
}

function isCode(name: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(name);
}
