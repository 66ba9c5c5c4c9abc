/** Paths in the code spans of Markdown pages: each file and folder that a page names is in the repository. */

const extension = /[\w>*-]\.(cjs|graphql|json|jsonl|liquid|md|mjs|sh|sql|ts|tsx|yml)$/;
/** `<name>` stands for one name, `*` for a part of one. Addresses, packages and routes have other characters, or begin with a slash. */
const characters = /^\.?[\w<*][\w.<>*/-]*$/;
/** ARCHITECTURE.md shortens this folder. */
const kit = { short: "kit/", long: "packages/kit/src/" };

/**
 * Finds the paths that pages name and the files lack. A page may name the end of a path; one that begins with a folder of the root is whole.
 * `absent` are the paths that readers or commands write: each must be named, and not be there.
 */
export function findMissingPaths(
  pages: ReadonlyMap<string, string>,
  files: readonly string[],
  absent: Readonly<Record<string, string>>,
): { looked: number; faults: string[] } {
  const rootFolders = new Set(files.flatMap((file) => (file.includes("/") ? [firstPart(file)] : [])));
  const has = openSearch(files, rootFolders);
  const named = [...pages].flatMap(([page, text]) => pathsIn(text, rootFolders).map((path) => ({ page, path })));
  const missing = named.filter(({ path }) => !has(path));
  return {
    looked: named.length,
    faults: [
      ...missing
        .filter(({ path }) => !Object.hasOwn(absent, path))
        .map(({ page, path }) => `${page} names ${path}, which is not there.`),
      ...Object.keys(absent)
        .filter((path) => !missing.some((one) => one.path === path))
        .map((path) => `The list of absent paths has ${path}, which is there, or which no page names.`),
    ],
  };
}

/** The paths in a page's code spans and among the words of their commands: by extension, a slash at the end, or a folder of the root. */
function pathsIn(text: string, rootFolders: ReadonlySet<string>): string[] {
  const spans = text.replace(/^ *```[\s\S]*?^ *```/gm, "").matchAll(/`([^`]+)`/g);
  const words = [...spans].flatMap(([, span = ""]) => span.split(/\s+/));
  return words
    .filter((word) => characters.test(word))
    .filter((word) => extension.test(word) || word.endsWith("/") || beginsAtRoot(word, rootFolders));
}

function openSearch(files: readonly string[], rootFolders: ReadonlySet<string>): (path: string) => boolean {
  // A template is named by the file that is made of it.
  const whole = new Set(files.flatMap((file) => upwards(file.replace(/\.template$/, ""))));
  const ends = new Set([...whole].flatMap(endsOf));
  return (given) => {
    const path = given.replace(/\/$/, "").replace(new RegExp(`^${kit.short}`), kit.long);
    const candidates = beginsAtRoot(`${path}/`, rootFolders) ? whole : ends;
    if (!/[<*]/.test(path)) return candidates.has(path);
    const pattern = path
      .replaceAll(".", "\\.")
      .replace(/<[^>]*>/g, "[^/]+")
      .replaceAll("*", "[^/]*");
    return [...candidates].some((candidate) => new RegExp(`^${pattern}$`).test(candidate));
  };
}

function beginsAtRoot(path: string, rootFolders: ReadonlySet<string>): boolean {
  return path.includes("/") && rootFolders.has(firstPart(path));
}

function firstPart(path: string): string {
  return path.split("/")[0] ?? "";
}

/** A file and the folders around it. */
function upwards(file: string): string[] {
  const parts = file.split("/");
  return parts.map((_part, index) => parts.slice(0, index + 1).join("/"));
}

/** A path, and what is left of it without its first folders. */
function endsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_part, index) => parts.slice(index).join("/"));
}
