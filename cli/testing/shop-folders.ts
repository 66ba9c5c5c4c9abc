/** Provides the tests of a project with one folder for their shops, which is removed at the end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of all shops. */
    shopFolders: string;
  }
}

export function setup(project: TestProject): () => void {
  const shopFolders = mkdtempSync(path.join(tmpdir(), "hansa-tests-"));
  project.provide("shopFolders", shopFolders);
  // Processes of a shared shop end with their worker, this moment.
  return () => rmSync(shopFolders, { recursive: true, force: true, maxRetries: 10 });
}
