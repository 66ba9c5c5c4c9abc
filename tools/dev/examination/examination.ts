/** Examinations of an edited service, each by a process of its own: are its tables those of the last migration, its fields served, its types right? */
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { type Shop, startChild } from "../../host/processes/process.ts";
import { root, type Service } from "../../host/shop.mjs";
import { paint, say } from "../../host/terminal.mjs";

export type Examination = {
  /** Compares the tables, which these files declare, with the last migration. Gives the fault, if there is one. */
  compareTables(files: readonly string[]): Promise<string | undefined>;
  /** Whether the fields and types of the service depend on this file of its own. */
  concerns(file: string): boolean;
  /** Examines fields and types, and prints what is found; one in progress ends, since its sources are old. */
  begin(): void;
};

/** So many findings are printed. */
const maxLines = 6;
const cache = path.join(root, "node_modules", ".cache", "hansa");

/** Opens the examinations of a service. The set-up has generated its resolver types as they are now. */
export function openExamination(shop: Shop, service: Service): Examination {
  const folder = path.join(root, service.folder);
  const sourcesOfTypes = ["schema.graphql", "mappers.json"].map((file) => path.join(folder, file));
  // Kept from one start to the next: a comparison takes two seconds and 250 MB.
  const comparedFile = path.join(cache, `${service.name}.tables`);
  let generated = hashOf(sourcesOfTypes);
  let latest: ChildProcess | undefined;
  let hasFindings = false;

  async function compareTables(files: readonly string[]): Promise<string | undefined> {
    if (service.stores.length === 0) return undefined;
    const journals = globSync("migrations/**/_journal.json", { cwd: folder }).map((file) => path.join(folder, file));
    const hash = hashOf([...files, ...journals]);
    if (textOf(comparedFile) === hash) return undefined;
    const found: string[] = [];
    const fault = await readWorker(startWorker(shop, "tables-worker.ts", service.name), (line) => found.push(line));
    if (fault !== undefined) return `the tables cannot be compared with the last migration:\n${fault}`;
    if (found.length > 0) return found.join("\n");
    mkdirSync(cache, { recursive: true });
    writeFileSync(comparedFile, hash);
    return undefined;
  }

  async function examineSources(): Promise<void> {
    latest?.kill("SIGKILL");
    const types = hashOf(sourcesOfTypes);
    const child = startWorker(shop, "source-worker.ts", service.name, ...(types === generated ? [] : ["--generate"]));
    latest = child;
    let count = 0;
    const fault = await readWorker(child, (line) => {
      count += 1;
      if (latest === child && count <= maxLines) say(paint("yellow", line));
    });
    if (latest !== child || shop.isStopping) return;
    if (fault !== undefined) say(paint("red", `fields and types were not examined:\n${fault}`));
    else if (count > maxLines) say(paint("yellow", `and ${count - maxLines} more: npm run typecheck`));
    else if (count === 0 && hasFindings) say(paint("green", "fields and types are right again"));
    generated = fault === undefined ? types : generated;
    hasFindings = count > 0;
  }

  return {
    compareTables,
    concerns: (file) => file.startsWith(path.join(folder, "src") + path.sep) || sourcesOfTypes.includes(file),
    begin: () => void examineSources(),
  };
}

function startWorker(shop: Shop, worker: string, ...args: readonly string[]): ChildProcess {
  return startChild(shop, [path.join(import.meta.dirname, worker), ...args], root, {
    ...shop.env,
    // Its modules are compiled once, not in every examination.
    NODE_COMPILE_CACHE: path.join(root, "node_modules", ".cache", "compiled"),
    NODE_NO_WARNINGS: "1",
  });
}

/** Hands on each line that a worker finds, as soon as it does. Gives the reason if the worker fails. */
async function readWorker(child: ChildProcess, onLine: (line: string) => void): Promise<string | undefined> {
  const closed = once(child, "close");
  if (child.stdout) createInterface({ input: child.stdout }).on("line", onLine);
  const errors = child.stderr ? await text(child.stderr) : "";
  const [code] = await closed;
  return code === 0 ? undefined : errors.trim();
}

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\n`).update(textOf(file));
  return hash.digest("hex");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // An editor is replacing it, or it was not written yet.
    return "";
  }
}
