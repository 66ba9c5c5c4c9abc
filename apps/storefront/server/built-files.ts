/** The files of the browser, as the build has left them beside the server. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The folder of the built files. Chunks of the built server stand one folder deeper than its programs; tests run its sources. */
export const clientFolder = findClientFolder();

export type BuiltFiles = {
  /** The name of the build, below which its files stand; null for sources. */
  build: string | null;
  script: string;
  styles: readonly string[];
  /** The addresses of the scripts that an island needs, by its name. */
  island(name: string): readonly string[];
};

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);

/** The islands of the layout, which are in the script of all pages. */
const ofLayout = ["account-link", "cart-badge"];

/** Reads the list of built files. Throws if there is none. */
export function readBuiltFiles(): BuiltFiles {
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(path.join(clientFolder, ".vite/manifest.json"), "utf8")),
  );
  const { "browser/main.ts": main } = manifest;
  if (main === undefined) throw new Error("the build of the browser's files has no browser/main.ts");

  function scriptsOf(key: string, found = new Set<string>()): ReadonlySet<string> {
    const entry = manifest[key];
    if (entry === undefined || found.has(`/${entry.file}`) || entry === main) return found;
    found.add(`/${entry.file}`);
    for (const imported of entry.imports) scriptsOf(imported, found);
    return found;
  }

  const islands = Object.keys(manifest).flatMap((key) => {
    const name = /\/islands\/([\w-]+)\.tsx$/.exec(key)?.[1];
    return name === undefined ? [] : [[name, [...scriptsOf(key)]] as const];
  });
  const byName = new Map(islands);
  const shared = main.imports.flatMap((key) => [...scriptsOf(key)]);
  return {
    build: /^assets\/([^/]+)\//.exec(main.file)?.[1] ?? null,
    script: `/${main.file}`,
    styles: main.css.map((file) => `/${file}`),
    island: (name) => {
      const scripts = ofLayout.includes(name) ? shared : byName.get(name);
      if (scripts === undefined) throw new Error(`the build has no island ${name}`);
      return scripts;
    },
  };
}

function findClientFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = ["../client", "../../client", "../dist/client"].map((folder) => path.resolve(here, folder));
  return (
    candidates.find((folder) => existsSync(path.join(folder, ".vite/manifest.json"))) ?? path.resolve(here, "../client")
  );
}
