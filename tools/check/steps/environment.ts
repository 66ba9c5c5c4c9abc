/**
 * Environment variables: each one that the code reads is described once, in .env.example or as an internal one, and each described one is read.
 * An internal variable has a file that sets it, and a line in the page about them.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { internalVariables } from "../../../cli/host/processes/internal-variables.ts";
import { root } from "../../../cli/host/shop.mjs";
import { databaseVariables } from "../../../packages/kit/src/service/database-config.ts";
import { codeFiles } from "../files.ts";
import type { Findings } from "../step.ts";

const example = ".env.example";
const internalPage = "docs/owners/deploy.md";
/** Every process reads the addresses of all. */
const addressFile = "packages/kit/src/service/addresses.ts";
const databaseFile = "packages/kit/src/service/database-config.ts";
/** The processes that can be on PostgreSQL. */
const onDatabases = ["products", "orders", "payments"];

export function checkEnvironment(): Findings {
  const lines = existsSync(path.join(root, example)) ? settingsIn(example) : [];
  const described = new Set([...lines, ...Object.keys(internalVariables)]);
  const read = new Map<string, string>();
  for (const file of readers()) for (const name of namesIn(file)) read.set(name, file);
  read.set("HANSA_SERVICES", addressFile);
  for (const name of onDatabases.flatMap((process) => Object.values(databaseVariables(process))))
    read.set(name, databaseFile);

  const missing = [...read].filter(([name]) => !described.has(name));
  const idle = [...described].filter((name) => !read.has(name));
  const twice = new Set(lines.filter((name, index) => lines.indexOf(name) < index));
  const page = new Set(namesIn(internalPage));
  return {
    looked: read.size,
    unit: `variables read, ${described.size} described`,
    faults: [
      ...missing.map(([name, file]) => `${name} is read in ${file}, but not described in ${example}.`),
      ...idle.map((name) => `${name} is described in ${example}, but nothing reads it.`),
      ...[...twice].map((name) => `${name} is described twice in ${example}.`),
      ...Object.entries(internalVariables).flatMap(([name, setter]) => [
        ...(lines.includes(name) ? [`${name} is internal, and described in ${example} too.`] : []),
        ...(namesIn(setter).includes(name) ? [] : [`${name} is internal, but ${setter} does not set it.`]),
        ...(page.has(name) ? [] : [`${name} is internal, but ${internalPage} does not describe it.`]),
      ]),
    ],
  };
}

/** Every config.ts, the commands, which read the environment by themselves, and the files that start a shop, which fill in variables. */
function readers(): string[] {
  const code = codeFiles().filter((file) => file.endsWith("/config.ts") || isCommand(file));
  const ofDocs = "docs/owners/{deployment,monitoring}/**/{Caddyfile,*.{conf,env,service,yml}}";
  const starts = globSync(["docker-compose*.yml", ofDocs], { cwd: root });
  return [...code, ...starts];
}

function isCommand(file: string): boolean {
  return /^(cli\/(?!testing\/)|tools\/|lab\/)/.test(file) && !/\/test\/|\.test\.ts$/.test(file);
}

/** Variables of tests are none of a shop. */
function namesIn(file: string): string[] {
  return readFileSync(path.join(root, file), "utf8").match(/\bHANSA_(?!TEST_)[A-Z0-9_]*[A-Z0-9]\b/g) ?? [];
}

/** The variables that have a line, as often as they have one. */
function settingsIn(file: string): string[] {
  const lines = readFileSync(path.join(root, file), "utf8").matchAll(/^(?:# )?(HANSA_[A-Z0-9_]+)=/gm);
  return [...lines].map(([, name = ""]) => name);
}
