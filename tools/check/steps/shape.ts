/** File shape: first sentence, length, name, and the permitted folders of a subgraph. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../shop.mjs";
import { codeFiles } from "../files.ts";
import type { Findings } from "../step.ts";

const maxLines = 250;
/** A list of goods or drawings has one idea at any length. */
const dataFiles = /^demo\/(catalogue|pictures)\//;
const permittedPlaces =
  /^subgraphs\/[^/]+\/src\/((index|server|config|context|loaders|internal|events|webhooks|jobs|media|uploads|receipts)\.ts|(resolvers|service|peers|providers|store|internal|events|webhooks|jobs|loaders|commands)\/)/;

export function checkShape(): Findings {
  const files = codeFiles();
  return { looked: files.length, unit: "files", faults: files.flatMap(findFaults) };
}

function findFaults(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const lines = text.split("\n").length - 1;
  const faults: string[] = [];
  if (!/^(#!.*\n)?\/\*\*\s+(\* )?\S/.test(text)) faults.push(`${file} does not open with a sentence in a doc comment.`);
  if (lines > maxLines && !dataFiles.test(file))
    faults.push(`${file} has ${lines} lines; at most ${maxLines}: look for the second idea.`);
  if (/\/(utils?|helpers?|misc|common)\.[a-z]+$/.test(file))
    faults.push(`${file}: its name does not say what is in it.`);
  if (/^subgraphs\/[^/]+\/src\//.test(file) && !permittedPlaces.test(file))
    faults.push(`${file} has no place in the house (STYLE).`);
  return faults;
}
