/** Examinations of an edited service, each by a process of its own: are its tables those of the last migration, its fields served, its types right? */
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root, type Service } from "../../../cli/host/shop.mjs";
import { paint, say } from "../../../cli/host/terminal.mjs";
import { readWorker, startWorker } from "../process/worker.ts";

export type Examination = {
  /** Compares the tables, which these files declare, with the last migration: once for these contents. Gives the fault, if there is one. */
  compareTables(files: readonly string[]): Promise<string | undefined>;
  /** Whether the fields and types of the service depend on this file of its own. */
  concerns(file: string): boolean;
  /** Notes that the sources changed: fields and types must be examined, and an examination in progress ends, since the edit goes before it. */
  renew(): void;
  /** Examines fields and types if they must be, and prints what is found. */
  begin(): void;
};

/** So many findings are printed. */
const maxLines = 6;
const cache = path.join(root, "node_modules", ".cache", "hansa");

/** Opens the examinations of a service. The set-up has generated its resolver types as they are now. */
export function openExamination(shop: Shop, service: Service): Examination {
  const folder = path.join(root, service.folder);
  const sourcesOfTypes = ["schema.graphql", "mappers.json"].map((file) => path.join(folder, file));
  // Kept from one start to the next: a comparison takes two seconds and 350 MB.
  const comparedFile = path.join(cache, `${service.name}.tables`);
  let generated: string | undefined = hashOf(sourcesOfTypes);
  let latest: ChildProcess | undefined;
  let comparison: { hash: string; fault: Promise<string | undefined> } | undefined;
  let isFaulty = false;
  // A fault may stand between the edit and its examination, and go with an edit of another service.
  let isDue = false;

  async function compareTables(files: readonly string[]): Promise<string | undefined> {
    if (service.stores.length === 0) return undefined;
    const journals = service.stores.map(({ migrations }) => path.join(root, migrations, "meta", "_journal.json"));
    const hash = hashOf([...files, ...journals]);
    if (textOf(comparedFile) === hash) return undefined;
    if (comparison?.hash !== hash) comparison = { hash, fault: compareWithMigration(hash) };
    return comparison.fault;
  }

  async function compareWithMigration(hash: string): Promise<string | undefined> {
    const found: string[] = [];
    const fault = await readWorker(startWorker(shop, workerFile("tables-worker.ts"), service.name), (line) =>
      found.push(line),
    );
    if (fault !== undefined) {
      comparison = undefined;
      return `the tables cannot be compared with the last migration:\n${fault}`;
    }
    if (found.length > 0) return found.join("\n");
    mkdirSync(cache, { recursive: true });
    writeFileSync(comparedFile, hash);
    return undefined;
  }

  function renew(): void {
    isDue = true;
    latest?.kill("SIGKILL");
    latest = undefined;
  }

  async function examineSources(): Promise<void> {
    isDue = false;
    const types = hashOf(sourcesOfTypes);
    const isGenerated = types === generated;
    const child = startWorker(
      shop,
      workerFile("source-worker.ts"),
      service.name,
      ...(isGenerated ? [] : ["--generate"]),
    );
    latest = child;
    // The next edit may end the generation, before or after it has written its file.
    if (!isGenerated) generated = undefined;
    let count = 0;
    const fault = await readWorker(child, (line) => {
      count += 1;
      // At once, since the next edit may end the examination before it is complete.
      if (latest === child) isFaulty = true;
      if (latest === child && count <= maxLines) say(paint("yellow", line));
    });
    if (latest !== child || shop.isStopping) return;
    if (fault !== undefined) return say(paint("red", `fields and types were not examined:\n${fault}`));
    if (count > maxLines) say(paint("yellow", `and ${count - maxLines} more: npm run typecheck`));
    if (count === 0 && isFaulty) say(paint("green", "fields and types are right again"));
    generated = types;
    isFaulty = count > 0;
  }

  return {
    compareTables,
    concerns: (file) => file.startsWith(path.join(folder, "src") + path.sep) || sourcesOfTypes.includes(file),
    renew,
    begin: () => {
      if (isDue) void examineSources();
    },
  };
}

function workerFile(name: string): string {
  return path.join(import.meta.dirname, name);
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
