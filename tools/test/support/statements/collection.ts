/** Collects the statements of the stores of a run, and prepares all of them on PostgreSQL at its end: one that is invalid there fails the run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { requireDatabase } from "@hansa/kit/testing";
import type { TestProject } from "vitest/node";
import { prepareStatements } from "./preparation.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of recorded statements. */
    statementFolder: string;
  }
}

/** Most faults have one cause. */
const maxShown = 10;

export function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-statements-"));
  project.provide("statementFolder", folder);
  return async () => {
    try {
      await prepareAll(folder, await isBroad(project));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** Whether so many files of the project ran that some opened a store, as in each run of the gate: few may open none. */
async function isBroad(project: TestProject): Promise<boolean> {
  const { testFiles } = await project.globTestFiles();
  const ran = new Set(project.vitest.state.getTestModules().map(({ moduleId }) => moduleId));
  return testFiles.filter((file) => ran.has(file)).length > testFiles.length / 4;
}

async function prepareAll(folder: string, isBroad: boolean): Promise<void> {
  const database = await findDatabase();
  if (database === undefined) return;
  const { prepared, faults } = await prepareStatements(folder, database.url);
  if (prepared === 0 && !isBroad) return;
  if (faults.length > 0) {
    const shown = faults.slice(0, maxShown).join("\n\n");
    throw new Error(`PostgreSQL does not take ${faults.length} of ${prepared} statements of this run:\n\n${shown}`);
  }
  process.stdout.write(`\nPostgreSQL takes all ${prepared} statements of this run.\n`);
}

/** The database of this process; undefined without a server, which is said. */
async function findDatabase(): Promise<{ url: string } | undefined> {
  const missing = new Error("NOT RUN");
  try {
    return await requireDatabase({
      skip: () => {
        throw missing;
      },
    });
  } catch (error) {
    if (error === missing) return undefined;
    throw error;
  }
}
