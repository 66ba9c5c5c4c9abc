/** Layout of files and folders: first sentence, length, and the rules of the layout. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../cli/host/shop.mjs";
import { codeFiles } from "../files.ts";
import { findFullFolders, findLayoutFaults } from "../rules/layout.ts";
import type { Findings } from "../step.ts";

const maxLines = 250;

export function checkLayout(): Findings {
  const files = codeFiles();
  return {
    looked: files.length,
    unit: "files",
    faults: [...files.flatMap(findFaults), ...findLayoutFaults(files)],
    hints: findFullFolders(files),
  };
}

function findFaults(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const lines = text.split("\n").length - 1;
  const faults: string[] = [];
  if (!/^(#!.*\n)?\/\*\*\s+(\* )?\S/.test(text)) faults.push(`${file} does not open with a sentence in a doc comment.`);
  if (lines > maxLines) faults.push(`${file} has ${lines} lines; at most ${maxLines}: look for the second idea.`);
  return faults;
}
