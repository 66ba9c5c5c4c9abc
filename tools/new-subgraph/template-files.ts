/** The template of a subgraph: real files with placeholders for the name, written into the folder of the new service. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../cli/host/shop.mjs";
import { manifestOf } from "./manifest.ts";
import type { NewService } from "./names.ts";

const ending = ".template";

/** The folder of a subgraph. */
export function folderOf(name: string): string {
  return path.join(root, "subgraphs", name);
}

/** The files of a new subgraph, by their path in its folder. Files for extended types replace those of the same name. */
function filesOf(service: NewService): Map<string, string> {
  const { name, extended } = service;
  const files = new Map([["package.json", manifestOf(name)], ...templatesOf("template", service)]);
  if (extended.length === 0) return files;
  const mappers: Record<string, string> = JSON.parse(files.get("mappers.json") ?? "{}");
  for (const type of extended) mappers[type] = "../service/references.ts#Reference";
  files.set("mappers.json", `${JSON.stringify(mappers, null, 2)}\n`);
  for (const [file, text] of templatesOf("template-extends", service)) files.set(file, text);
  return files;
}

/** The files of one folder of templates. A paragraph with the placeholder of an extended type is repeated for each of them. */
function templatesOf(folder: string, { name, typeName, extended }: NewService): Map<string, string> {
  const from = path.join(root, "tools", "new-subgraph", folder);
  const names = readdirSync(from, { recursive: true, encoding: "utf8" }).filter((entry) => entry.endsWith(ending));
  return new Map(
    names.sort().map((entry) => {
      const paragraphs = readFileSync(path.join(from, entry), "utf8").split("\n\n");
      const repeated = paragraphs.flatMap((text) =>
        text.includes("__Type__") ? extended.map((type) => text.replaceAll("__Type__", type).trimEnd()) : text,
      );
      const text = `${repeated.join("\n\n").trimEnd()}\n`;
      return [entry.slice(0, -ending.length), text.replaceAll("__Name__", typeName).replaceAll("__name__", name)];
    }),
  );
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
