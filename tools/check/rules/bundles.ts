/** Sizes of the pages of front ends: the scripts and styles that a browser loads for each, as their builds list them. */

export type Manifest = Readonly<Record<string, { file: string; css?: readonly string[]; imports?: readonly string[] }>>;

/** A page by the islands that stand on it beside those of the layout, with the most bytes of its scripts. */
type PageBudget = { page: string; islands: readonly string[]; scriptBytes: number };

/** `scripts`: the most of one page. */
export type Budgets = { pages: readonly PageBudget[]; scripts: number; styleBytes: number };

const entry = "browser/main.ts";

/** The most bytes of the scripts with which the office begins, of those that a page adds, and of the styles. */
export type OfficeBudgets = { firstBytes: number; pageBytes: number; styleBytes: number };

const officeEntry = "index.html";

/** Finds what the office loads above its budget: with its document, and for each of its pages. */
export function findLargeOffice(
  manifest: Manifest,
  { firstBytes, pageBytes, styleBytes }: OfficeBudgets,
  sizeOf: (file: string) => number,
): Sizes {
  const main = manifest[officeEntry];
  if (main === undefined) return { sizes: [], faults: [`the build of the office has no ${officeEntry}`] };
  const first = scriptsOf(manifest, [officeEntry]);
  const pages = Object.keys(manifest).filter((key) => /^pages\/.*\/page\.tsx$/.test(key));
  const measured = [
    { name: "office", bytes: sum([...first].map(sizeOf)), most: firstBytes },
    ...pages.map((key) => {
      const added = [...scriptsOf(manifest, [key])].filter((file) => !first.has(file));
      return { name: `office ${key.split("/")[1]}`, bytes: sum(added.map(sizeOf)), most: pageBytes };
    }),
    { name: "office styles", bytes: sum((main.css ?? []).map(sizeOf)), most: styleBytes },
  ];
  return {
    sizes: measured.map(({ name, bytes }) => `${name} ${bytes}`),
    faults: [
      ...measured.flatMap(({ name, bytes, most }) =>
        bytes > most ? [`${name}: ${bytes} bytes, at most ${most}`] : [],
      ),
      ...measured.flatMap(({ name, bytes }) => (bytes === 0 ? [`${name}: the build has nothing of it`] : [])),
      ...(pages.length === 0 ? ["the build of the office has no pages"] : []),
    ],
  };
}

type Sizes = { sizes: readonly string[]; faults: readonly string[] };

/** Finds pages above their budget, and islands that the build does not have. `sizeOf`: the compressed bytes of a built file. */
export function findLargePages(
  manifest: Manifest,
  { pages, scripts, styleBytes }: Budgets,
  sizeOf: (file: string) => number,
): Sizes {
  const main = manifest[entry];
  if (main === undefined) return { sizes: [], faults: [`the build of the storefront has no ${entry}`] };
  const faults: string[] = [];
  const sizes = pages.map(({ page, islands, scriptBytes }) => {
    const keys = islands.map((name) => keyOf(manifest, name) ?? faults.push(`the build has no island ${name}`));
    const files = scriptsOf(manifest, [entry, ...keys.filter((key) => typeof key === "string")]);
    const bytes = sum([...files].map(sizeOf));
    if (bytes > scriptBytes) faults.push(`${page}: its scripts have ${bytes} bytes, at most ${scriptBytes}`);
    if (files.size > scripts) faults.push(`${page}: it has ${files.size} scripts, at most ${scripts}`);
    return `${page} ${bytes} in ${files.size}`;
  });
  const styles = sum((main.css ?? []).map(sizeOf));
  if (styles === 0) faults.push("the build of the storefront has no styles");
  if (styles > styleBytes) faults.push(`the styles have ${styles} bytes, at most ${styleBytes}`);
  return { sizes: [...sizes, `styles ${styles}`], faults };
}

function keyOf(manifest: Manifest, island: string): string | undefined {
  return Object.keys(manifest).find((key) => key.endsWith(`/islands/${island}.tsx`));
}

/** The files of these entries and of all that they import. */
function scriptsOf(manifest: Manifest, keys: readonly string[], found = new Set<string>()): ReadonlySet<string> {
  for (const key of keys) {
    const chunk = manifest[key];
    if (chunk === undefined || found.has(chunk.file)) continue;
    found.add(chunk.file);
    scriptsOf(manifest, chunk.imports ?? [], found);
  }
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
