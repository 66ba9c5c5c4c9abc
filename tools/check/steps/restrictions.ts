/**
 * Restrictions: time and randomness come from the kit, the environment from config.ts or that of an own shop, signals are joined temporarily,
 * stores write their SQL for any database, no type is forced, no rule sleeps, no function literal is assigned to a property for each request,
 * no test waits for less than it has or judges by the clock, writes leave nothing behind but rows, forms of front ends have a method and forget
 * nothing that was typed, their amounts are those of the graph, exported functions have a description, and the kit has no word of the shop.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { logLine } from "@hansa/contracts/log";
import { lineWith } from "@hansa/kit/runtime";
import ts from "typescript";
import { root } from "../../../cli/host/shop.mjs";
import { services } from "../../../packages/contracts/src/services.mjs";
import { codeFiles } from "../files.ts";
import { findShopWords } from "../rules/kit-words.ts";
import { exceptions } from "../rules/restriction-exceptions.ts";
import { breachesOf, type Restriction } from "../rules/restrictions.ts";
import type { Findings } from "../step.ts";

/** The engines of stores in the kit, and files named for an engine, which refuses what it does not know. */
const writesOneEngine = /\.(sqlite|pg)\.ts$|^packages\/kit\/src\/store\/engine\//;

/** The names of services, and the ids that the log of the shop has beside those of the kit. */
const kitFields = Object.keys(lineWith({}).shape);
const shopIds = Object.keys(logLine.shape).filter((field) => field.endsWith("Id") && !kitFields.includes(field));
const shopWords = new Set([...services.map(({ name }): string => name), ...shopIds]);

/** Where each restriction holds. Tests and tools run on the real clock; a browser has no kit. */
const appliesTo: Record<Restriction, (file: string) => boolean> = {
  time: isServiceCode,
  // A mutation that sleeps holds a connection of the router's pool: a note holds its finished response instead.
  sleep: (file) => /^subgraphs\/[^/]+\/src\/(service|api\/graphql)\//.test(file),
  chance: isServiceCode,
  environment: (file) =>
    ((isServiceCode(file) || file.startsWith("packages/")) && !file.endsWith("/config.ts")) || startsShops(file),
  cast: (file) => !file.endsWith(".mjs"),
  dialect: (file) =>
    /^((subgraphs\/[^/]+|packages\/(kit|sandbox))\/src|router\/src\/control\/store)\//.test(file) &&
    !writesOneEngine.test(file),
  signal: (file) => isServiceCode(file) || file.startsWith("packages/kit/src/"),
  impatience: (file) => /\.test\.tsx?$|\/test\/|^(e2e|cli\/testing|packages\/client)\//.test(file),
  stopwatch: (file) =>
    /\.test\.tsx?$|\/test\/|^(e2e|cli\/testing|packages\/kit\/testing)\//.test(file) && !/\/long\/quiet\//.test(file),
  write: (file) => isServiceCode(file) || file.startsWith("packages/kit/src/"),
  method: isFrontEnd,
  typed: isFrontEnd,
  money: isFrontEnd,
  closure: (file) => isServiceCode(file) || file.startsWith("packages/kit/src/"),
  description: (file) => isServiceCode(file) || /^(packages\/kit\/(src|testing)|router\/playground\/src)\//.test(file),
};

export function checkRestrictions(): Findings {
  const files = codeFiles();
  const breaches = files.flatMap((file) =>
    breachesOf(parse(file))
      .filter(({ restriction }) => appliesTo[restriction](file))
      .map((breach) => ({ ...breach, file })),
  );
  const faults = new Set(
    breaches.map(({ file, line, text, restriction }) => `${file}:${line} ${text} (${restriction})`),
  );
  for (const { file, restriction, count, reason } of exceptions) {
    const excused = breaches.filter((breach) => breach.file === file && breach.restriction === restriction);
    if (excused.length !== count) {
      faults.add(
        `The list of exceptions allows ${file} ${count} (${restriction}: ${reason}); it has ${excused.length}.`,
      );
    } else {
      for (const { line, text } of excused) faults.delete(`${file}:${line} ${text} (${restriction})`);
    }
  }
  const ofKit = files.filter((file) => file.startsWith("packages/kit/src/"));
  const words = ofKit.flatMap((file) => findShopWords(parse(file), shopWords));
  return { looked: files.length, unit: `files, ${exceptions.length} exceptions`, faults: [...faults, ...words] };
}

function isServiceCode(file: string): boolean {
  return /^(subgraphs\/[^/]+|router|packages\/(contracts|sandbox))\/src\//.test(file);
}

function isFrontEnd(file: string): boolean {
  return /^(apps\/|packages\/front\/src\/)/.test(file);
}

/** Commands with a shop of their own take `ownEnvironment` of cli/host instead. */
function startsShops(file: string): boolean {
  return /^(lab|cli\/testing|e2e\/picture)\/.*\.ts$/.test(file) && !/\/test\/|\/(\w+-)?program\.ts$/.test(file);
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
}
