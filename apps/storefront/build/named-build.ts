/**
 * A plugin that names each build, and keeps those of the last day: their files stand side by side below their names, so that a document finds its
 * own whichever build is served meanwhile. The name is the digest of the names of its files, which have the digests of their contents.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const oneDayMs = 24 * 60 * 60_000;
/** The most builds that are kept: a person who develops builds often. */
const mostBuilds = 8;

/** All files of a build with their texts, by which another process takes them over. */
const together = "files.json";

/** Names the build that is written into a folder, and removes all there that is older. */
export function namedBuild(): Plugin {
  let folder = "";
  return {
    name: "named-build",
    apply: "build",
    configResolved: ({ root, build }) => {
      folder = path.resolve(root, build.outDir);
    },
    buildStart: () => removeOthers(folder),
    writeBundle() {
      const assets = path.join(folder, "assets");
      const names = readdirSync(assets, { withFileTypes: true }).flatMap((each) => (each.isFile() ? [each.name] : []));
      const build = createHash("sha256").update(names.sort().join("\n")).digest("hex").slice(0, 12);
      const texts = names.map((name) => [name, readFileSync(path.join(assets, name), "utf8")] as const);
      for (const [name, text] of texts)
        if (/["'`(]\/?assets\//.test(text)) this.error(`${name} names a file by its path, which has the build in it`);
      rmSync(path.join(assets, build), { recursive: true, force: true });
      mkdirSync(path.join(assets, build));
      for (const name of names) renameSync(path.join(assets, name), path.join(assets, build, name));
      writeFileSync(path.join(assets, build, together), JSON.stringify(Object.fromEntries(texts)));
      const manifest = path.join(folder, ".vite/manifest.json");
      writeFileSync(manifest, readFileSync(manifest, "utf8").replaceAll('"assets/', `"assets/${build}/`));
    },
  };
}

/** Empties the folder but for the builds that are kept. */
function removeOthers(folder: string): void {
  const assets = path.join(folder, "assets");
  const oldest = Date.now() - oneDayMs;
  const kept = (existsSync(assets) ? readdirSync(assets) : [])
    .map((name) => ({ name, at: timeOf(path.join(assets, name, together)) }))
    .filter(({ at }) => at > oldest)
    .sort((one, other) => other.at - one.at)
    .slice(0, mostBuilds)
    .map(({ name }) => name);
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (name !== "assets") rmSync(path.join(folder, name), { recursive: true });
  for (const name of existsSync(assets) ? readdirSync(assets) : [])
    if (!kept.includes(name)) rmSync(path.join(assets, name), { recursive: true });
}

/** When a file was written; 0 without one. */
function timeOf(file: string): number {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}
