/** Seeds one small shop before the stories, once its command is built; each of them begins on a copy of it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { root } from "../../scripts/shop.mjs";
import { argumentsOf } from "./built-shop.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A data folder with a seeded shop: to be copied, never to be used itself. */
    seededData: string;
  }
}

export function setup(project: TestProject): () => void {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-seeded-"));
  const { builtShop } = project.getProvidedContext();
  execFileSync(process.execPath, [...argumentsOf(builtShop, "seed"), "--orders", "12"], {
    cwd: root,
    env: { ...process.env, HANSA_DATA: data, HANSA_LOG_LEVEL: "error" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  project.provide("seededData", data);
  return () => rmSync(data, { recursive: true, force: true });
}
