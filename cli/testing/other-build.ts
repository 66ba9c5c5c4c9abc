/** Another build of the storefront, as the next version would bring: its pages name files that the one in the repository does not have. */
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { storefrontFolder } from "../host/shop.mjs";

/** Copies the build into a folder under another name, with other scripts: the program of its server. */
export function makeOtherBuild(folder: string): string {
  cpSync(storefrontFolder, folder, { recursive: true });
  const manifest = path.join(folder, "client/.vite/manifest.json");
  const list = readFileSync(manifest, "utf8");
  const [, own = ""] = /"assets\/(\w+)\//.exec(list) ?? [];
  if (own === "") throw new Error("the build of the storefront has no name");
  const other = [...own].reverse().join("");
  const assets = path.join(folder, "client/assets");
  for (const name of readdirSync(assets)) if (name !== own) rmSync(path.join(assets, name), { recursive: true });
  renameSync(path.join(assets, own), path.join(assets, other));
  writeFileSync(manifest, list.replaceAll(`"assets/${own}/`, `"assets/${other}/`));
  const texts: Record<string, string> = {};
  for (const name of readdirSync(path.join(assets, other))) {
    const file = path.join(assets, other, name);
    if (/\.(br|gz)$/.test(name)) rmSync(file);
    else if (/\.(js|css)$/.test(name)) {
      texts[name] = `${readFileSync(file, "utf8")}\n/* ${other} */\n`;
      writeFileSync(file, texts[name]);
    }
  }
  writeFileSync(path.join(assets, other, "files.json"), JSON.stringify(texts));
  return path.join(folder, "server/main.mjs");
}
