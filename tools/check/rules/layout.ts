/** Layout of folders: those of the top, their size, the files that every subgraph has, and names that say nothing about the content of a file. */
import path from "node:path";

/** More files in one folder are hard to take in at a glance. */
const usualFilesPerFolder = 12;
/** The same thing has the same place in every subgraph. */
const requiredFiles = [
  "index.ts",
  "config.ts",
  "server.ts",
  "context.ts",
  "api/graphql/index.ts",
  "loaders/loaders.ts",
  "store/tables.ts",
];
/** The folders of the top, in the order of ARCHITECTURE.md; those of tools begin with a point. */
const rootFolders = new Set(["packages", "apps", "subgraphs", "router", "cli", "tools", "lab", "e2e", "docs"]);
const subgraphFile = /^subgraphs\/([^/]+)\/src\/(.+)$/;
const placesInSubgraph = /^((index|server|config|context)\.ts|(api|service|loaders|peers|providers|store|commands)\/)/;
const emptyNames = /(^|\/)(utils?|helpers?|misc|common|shared|stuff)(\.[a-z]+|\/)/;

/** Finds the faults of these source files, given as paths from the top folder. */
export function findLayoutFaults(files: readonly string[]): string[] {
  return [...findMissingFiles(files), ...files.flatMap(findNameFaults)];
}

/** Finds folders of the top that the plan does not have, and those of the plan that are missing, among these. */
export function findRootFolders(folders: readonly string[]): string[] {
  const unplanned = folders.filter((folder) => !folder.startsWith(".") && !rootFolders.has(folder));
  const missing = [...rootFolders].filter((folder) => !folders.includes(folder));
  return [
    ...unplanned.map((folder) => `${folder}/ is no folder of the plan: see the tree in ARCHITECTURE.md.`),
    ...missing.map((folder) => `${folder}/ is missing: see the tree in ARCHITECTURE.md.`),
  ];
}

/** Finds folders that may hold two ideas. That is a hint: an idea of fourteen files stays together. Tests do not count. */
export function findFullFolders(files: readonly string[]): string[] {
  const sources = files.filter((file) => file.includes("/") && !/\.test\.tsx?$/.test(file));
  const sizes = new Map<string, number>();
  for (const folder of sources.map((file) => path.posix.dirname(file))) sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  return [...sizes]
    .filter(([, size]) => size > usualFilesPerFolder)
    .map(([folder, size]) => `${folder} has ${size} source files, more than ${usualFilesPerFolder}: is it one idea?`);
}

function findMissingFiles(files: readonly string[]): string[] {
  const present = new Set(files);
  const names = new Set(files.flatMap((file) => subgraphFile.exec(file)?.[1] ?? []));
  return [...names].flatMap((name) =>
    requiredFiles
      .map((file) => `subgraphs/${name}/src/${file}`)
      .filter((file) => !present.has(file))
      .map((file) => `${file} is missing: every subgraph has it.`),
  );
}

function findNameFaults(file: string): string[] {
  const faults: string[] = [];
  if (emptyNames.test(file)) faults.push(`${file}: its name does not say what is in it.`);
  const inSubgraph = subgraphFile.exec(file)?.[2];
  if (inSubgraph !== undefined && !placesInSubgraph.test(inSubgraph))
    faults.push(`${file} is in no folder of a subgraph: see the tree in ARCHITECTURE.md.`);
  return faults;
}
