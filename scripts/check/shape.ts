/** The shape of our files: the first sentence, the length, the names, and a place in the house for each file of a subgraph. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../shop.mjs";
import { codeFiles } from "./files.ts";
import type { Findings } from "./step.ts";

const longest = 250;
/** A list of goods has one idea at any length. */
const lists = /^scripts\/seed\/catalogue\//;
const rooms =
  /^subgraphs\/[^/]+\/src\/((index|server|config|context|loaders|internal|events|webhooks|jobs|media|uploads|receipts)\.ts|(resolvers|service|peers|providers|store|internal|events|webhooks|jobs|loaders|commands)\/)/;

export function checkShape(): Findings {
  const files = codeFiles();
  return { looked: files.length, unit: "files", faults: files.flatMap(faultsOf) };
}

function faultsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const lines = text.split("\n").length - 1;
  const faults: string[] = [];
  if (!/^(#!.*\n)?\/\*\*\s+(\* )?\S/.test(text)) faults.push(`${file} does not open with a sentence in a doc comment.`);
  if (lines > longest && !lists.test(file))
    faults.push(`${file} has ${lines} lines; at most ${longest}: look for the second idea.`);
  if (/\/(utils?|helpers?|misc|common)\.[a-z]+$/.test(file))
    faults.push(`${file}: its name does not say what is in it.`);
  if (/^subgraphs\/[^/]+\/src\//.test(file) && !rooms.test(file))
    faults.push(`${file} has no place in the house (STYLE).`);
  return faults;
}
