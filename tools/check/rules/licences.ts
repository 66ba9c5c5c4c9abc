/** Packages under the Elastic License 2.0: the file LICENSE lists them, the packages that load them, and the files that import them. */
import ts from "typescript";

/** Packages of the lock file by their place, such as `node_modules/graphql`. */
type LockedPackages = Readonly<
  Record<string, { license?: string | undefined; dependencies?: Readonly<Record<string, string>> | undefined }>
>;

export type Repository = { licence: string; locked: LockedPackages; files: readonly string[] };

const restricted = "Elastic-2.0";

/** Compares the lists of LICENSE with the lock file and with the imports of these files. `looked` counts the files that import such a package. */
export function compareLicences(
  { licence, locked, files }: Repository,
  read: (file: string) => string,
): { looked: number; faults: string[] } {
  const listed = readLists(licence);
  const packages = findPackages(locked);
  const names = [...packages].flatMap(([name, licence]) => (licence === restricted ? [name] : []));
  const importers = files.filter((file) => importsOf(read(file)).some((imported) => isOf(names, imported)));
  const unlisted = importers.filter((file) => !listed.files.some((entry) => covers(entry, file)));
  const idle = listed.files.filter((entry) => !importers.some((file) => covers(entry, file)));
  return {
    looked: importers.length,
    faults: [
      ...[...packages]
        .filter(([name, licence]) => listed.packages.get(name) !== licence)
        .map(([name, licence]) => `LICENSE does not list ${name} (${licence}).`),
      ...[...listed.packages.keys()]
        .filter((name) => !packages.has(name))
        .map((name) => `LICENSE lists ${name}, which is neither under ${restricted} nor loads such a package.`),
      ...unlisted.map((file) => `${file} imports a package under ${restricted}, and LICENSE does not list it.`),
      ...idle.map((entry) => `LICENSE lists ${entry}, which imports no package under ${restricted}.`),
    ],
  };
}

/** The indented lines of LICENSE: a package with its licence, or a file, or a folder that ends with a slash. */
function readLists(licence: string): { packages: Map<string, string>; files: string[] } {
  const rows = [...licence.matchAll(/^ {2}(\S+) +(\S+)/gm)].map(([, name = "", next = ""]): [string, string] => [
    name,
    next.replace(/,$/, ""),
  ]);
  const packages = new Map(rows.filter(([name]) => name.startsWith("@")));
  return { packages, files: rows.flatMap(([name]) => (packages.has(name) ? [] : [name])) };
}

/** The restricted packages, and those under another licence that depend on one, each with its licence. */
function findPackages(locked: LockedPackages): Map<string, string> {
  const installed = Object.entries(locked).flatMap(([place, entry]) => {
    // Workspaces of this repository stand in their own folders.
    const [, name] = /^(?:.*\/)?node_modules\/(.+)$/.exec(place) ?? [];
    return name === undefined || entry.license === undefined ? [] : [{ ...entry, name, license: entry.license }];
  });
  const names = new Set(installed.filter(({ license }) => license === restricted).map(({ name }) => name));
  return new Map(
    installed
      .filter(
        ({ name, dependencies = {} }) => names.has(name) || Object.keys(dependencies).some((one) => names.has(one)),
      )
      .map(({ name, license }) => [name, license]),
  );
}

/** Imports, exports from, dynamic imports and calls of `require`, types included. */
function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function isOf(names: readonly string[], imported: string): boolean {
  return names.some((name) => imported === name || imported.startsWith(`${name}/`));
}

function covers(entry: string, file: string): boolean {
  return entry.endsWith("/") ? file.startsWith(entry) : file === entry;
}
