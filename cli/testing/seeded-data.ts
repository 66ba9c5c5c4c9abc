/** Seeds one small shop for all projects of a test run; stories and tests of commands begin on copies of it. */
import path from "node:path";
import type { TestProject } from "vitest/node";
import { seedShop } from "../host/seed.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A data folder with a seeded shop: to be copied, never to be used itself. */
    seededData: string;
  }
}

export function setup(project: TestProject): void {
  const run = project.vitest.getRootProject();
  if ("seededData" in run.getProvidedContext()) return;
  const data = path.join(project.getProvidedContext().shopFolders, "seeded");
  seedShop(data, { orders: 12 });
  run.provide("seededData", data);
}
