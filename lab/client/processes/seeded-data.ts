/** Seeds one small shop before the stories; each of them begins on a copy of it. */
import path from "node:path";
import type { TestProject } from "vitest/node";
import { seedShop } from "../../../host/seed.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A data folder with a seeded shop: to be copied, never to be used itself. */
    seededData: string;
  }
}

export function setup(project: TestProject): void {
  const data = path.join(project.getProvidedContext().shopFolders, "seeded");
  seedShop(data, { orders: 12 });
  project.provide("seededData", data);
}
