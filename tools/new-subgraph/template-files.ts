/** The template of a subgraph: real files with placeholders for the name, written into the folder of the new service. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../host/shop.mjs";
import type { NewService } from "./names.ts";
import { manifestOf } from "./workspace.ts";

const templateFolder = path.join(root, "tools", "new-subgraph", "template");
const ending = ".template";

/** The folder of a subgraph. */
export function folderOf(name: string): string {
  return path.join(root, "subgraphs", name);
}

/** The files of a new subgraph, by their path in its folder. */
function filesOf({ name, typeName }: Pick<NewService, "name" | "typeName">): Map<string, string> {
  const files = new Map([["package.json", manifestOf(name)]]);
  for (const entry of readdirSync(templateFolder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!entry.endsWith(ending)) continue;
    const text = readFileSync(path.join(templateFolder, entry), "utf8");
    files.set(entry.slice(0, -ending.length), text.replaceAll("__Name__", typeName).replaceAll("__name__", name));
  }
  return files;
}

/** Writes the template. Throws, and writes nothing, if the folder is there. */
export function writeTemplate(service: NewService): void {
  const folder = folderOf(service.name);
  if (existsSync(folder)) throw new Error(`subgraphs/${service.name} is there already.`);
  for (const [file, text] of filesOf(service)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}
