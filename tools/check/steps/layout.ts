/** Layout of files and folders: first sentence, length, and the rules of the layout. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { logLine } from "@hansa/contracts/log";
import { lineWith } from "@hansa/kit/runtime";
import { root } from "../../../cli/host/shop.mjs";
import { services } from "../../../packages/contracts/src/services.mjs";
import { codeFiles, rootFolders } from "../files.ts";
import { findShopWords } from "../rules/kit-words.ts";
import { findFullFolders, findLayoutFaults, findRootFolders } from "../rules/layout.ts";
import type { Findings } from "../step.ts";

const maxLines = 250;

/** The names of services, and the ids that the log of the shop has beside those of the kit. */
const kitFields = Object.keys(lineWith({}).shape);
const shopIds = Object.keys(logLine.shape).filter((field) => field.endsWith("Id") && !kitFields.includes(field));
if (shopIds.length === 0) throw new Error("the log of the shop has no id: the words of the shop are not known");
const shopWords = new Set([...services.map(({ name }): string => name), ...shopIds]);

export function checkLayout(): Findings {
  const files = codeFiles();
  return {
    looked: files.length,
    unit: "files",
    faults: [...files.flatMap(findFaults), ...findLayoutFaults(files), ...findRootFolders(rootFolders())],
    hints: findFullFolders(files),
  };
}

function findFaults(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const lines = text.split("\n").length - 1;
  const faults: string[] = [];
  if (!/^(#!.*\n)?\/\*\*\s+(\* )?\S/.test(text)) faults.push(`${file} does not open with a sentence in a doc comment.`);
  if (lines > maxLines) faults.push(`${file} has ${lines} lines; at most ${maxLines}: look for the second idea.`);
  if (file.startsWith("packages/kit/src/")) faults.push(...findShopWords(file, text, shopWords));
  return faults;
}
