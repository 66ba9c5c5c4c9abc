/** The seams of the house: time and chance come from the kit, the environment through config.ts, signals are joined for a while, and no type is forced. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { root } from "../shop.mjs";
import { exceptions } from "./exceptions.ts";
import { codeFiles } from "./files.ts";
import { breachesOf, type Seam } from "./seam-rules.ts";
import type { Findings } from "./step.ts";

/** Where each seam holds. Tests and scripts run on the real clock; a browser has no kit. */
const holdsIn: Record<Seam, (file: string) => boolean> = {
  time: isServiceCode,
  chance: isServiceCode,
  environment: (file) => (isServiceCode(file) || file.startsWith("packages/")) && !file.endsWith("/config.ts"),
  cast: (file) => !file.endsWith(".mjs"),
  signal: (file) => isServiceCode(file) || file.startsWith("packages/kit/src/"),
};

export function checkSeams(): Findings {
  const files = codeFiles();
  const breaches = files.flatMap((file) =>
    breachesOf(parse(file))
      .filter(({ seam }) => holdsIn[seam](file))
      .map((breach) => ({ ...breach, file })),
  );
  const faults = new Set(breaches.map(({ file, line, text, seam }) => `${file}:${line} ${text} (${seam})`));
  for (const { file, seam, count, reason } of exceptions) {
    const excused = breaches.filter((breach) => breach.file === file && breach.seam === seam);
    if (excused.length !== count) {
      faults.add(`The list of exceptions allows ${file} ${count} (${seam}: ${reason}); it has ${excused.length}.`);
    } else {
      for (const { line, text } of excused) faults.delete(`${file}:${line} ${text} (${seam})`);
    }
  }
  return { looked: files.length, unit: `files, ${exceptions.length} exceptions`, faults: [...faults] };
}

function isServiceCode(file: string): boolean {
  return /^(subgraphs\/[^/]+|router|packages\/contracts)\/src\//.test(file);
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
}
