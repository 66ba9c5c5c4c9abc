/** Seeds one small shop before the stories; each of them begins on a copy of it. All copies are removed at the end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { seedShop } from "../../../host/seed.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A data folder with a seeded shop: to be copied, never to be used itself. */
    seededData: string;
    /** The folder of all copies. */
    shopFolders: string;
  }
}

export function setup(project: TestProject): () => void {
  const shopFolders = mkdtempSync(path.join(tmpdir(), "hansa-stories-"));
  const data = path.join(shopFolders, "seeded");
  seedShop(data, { orders: 12 });
  project.provide("seededData", data);
  project.provide("shopFolders", shopFolders);
  // Processes of a shared shop end with their worker, this moment.
  return () => rmSync(shopFolders, { recursive: true, force: true, maxRetries: 10 });
}
