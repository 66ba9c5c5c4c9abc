/** Rings of folders: folders that reach each other by imports at run time, so that none is understood or changed without the others. */
import path from "node:path";

/** One import of a file by another, as paths from the top folder. */
export type FileImport = { from: string; to: string };

/** Where folders form no rings; imports between these places follow the rules of the layers. */
const places = /^(packages\/kit\/src|router\/src|subgraphs\/[^/]+\/src\/service|apps\/[^/]+)\//;

/** A face of the kit only passes on names of its folder. */
const face = /^packages\/kit\/src\/[^/]+\/index\.ts$/;

/** A page of a front end, its layout, or what pages share, with the folders inside: islands and elements are parts of it. */
const frontEndPart = /^apps\/[^/]+\/(?:layout|[^/]+\/[^/]+)(?=\/)/;

/** Finds the imports at run time between the folders of one place. The folder of a file is its directory; a part of a front end is one folder. */
export function findFolderImports(imports: readonly FileImport[]): FileImport[] {
  return imports.filter(
    ({ from, to }) =>
      !face.test(from) &&
      placeOf(from) !== undefined &&
      placeOf(from) === placeOf(to) &&
      folderOf(from) !== folderOf(to),
  );
}

/** Names each ring, with the imports between its folders. */
export function findFolderRings(imports: readonly FileImport[]): string[] {
  const crossing = findFolderImports(imports);
  const targets = new Map<string, Set<string>>();
  for (const { from, to } of crossing) {
    targets.set(folderOf(from), (targets.get(folderOf(from)) ?? new Set()).add(folderOf(to)));
  }
  const reached = new Map([...targets.keys()].map((folder) => [folder, reachedFrom(folder, targets)]));
  const reachEachOther = (one: string, other: string) => reached.get(one)?.has(other) && reached.get(other)?.has(one);
  const rings = new Set<string>();
  for (const folder of [...targets.keys()].toSorted()) {
    if (!reachEachOther(folder, folder)) continue;
    const inRing = crossing.filter(
      ({ from, to }) => reachEachOther(folder, folderOf(from)) && reachEachOther(folder, folderOf(to)),
    );
    const folders = new Set(inRing.map(({ from }) => folderOf(from)));
    const lines = inRing.map(({ from, to }) => `  ${from} imports ${to}`).toSorted();
    rings.add([`These folders import each other: ${[...folders].toSorted().join(", ")}.`, ...lines].join("\n"));
  }
  return [...rings];
}

/** The folders that a folder imports, and those that they import; itself only if it is in a ring. */
function reachedFrom(folder: string, targets: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>();
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const target of targets.get(at) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      open.push(target);
    }
  }
  return reached;
}

function folderOf(file: string): string {
  return frontEndPart.exec(file)?.[0] ?? path.posix.dirname(file);
}

function placeOf(file: string): string | undefined {
  return places.exec(file)?.[1];
}
