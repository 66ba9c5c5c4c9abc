/**
 * Builds the processes of the shop once for all stories, which start them dozens of times. With HANSA_STORIES=sources they run as they ship,
 * which is slower; CI does both.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { buildProcesses } from "../../scripts/build.ts";
import { root, services } from "../../scripts/shop.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder in which the processes were built; undefined when their sources are to be run. */
    builtShop: string | undefined;
  }
}

export async function setup(project: TestProject): Promise<() => void> {
  if (process.env.HANSA_STORIES === "sources") {
    project.provide("builtShop", undefined);
    return () => undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-built-"));
  const sources = services.map(({ name, folder }) => [name, path.join(root, folder, "src/index.ts")]);
  await buildProcesses(folder, Object.fromEntries(sources));
  project.provide("builtShop", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
