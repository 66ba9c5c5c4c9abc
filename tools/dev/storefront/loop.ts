/** The development loop of the storefront: builds it again after an edit, and replaces its process by a good one only. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root, storefront } from "../../../cli/host/shop.mjs";
import { inSeconds, paint, say } from "../../../cli/host/terminal.mjs";
import { type Faults, openFaults } from "../faults.ts";
import { openServiceProcess, type ServiceProcess } from "../process/replacement.ts";
import { watchSources } from "../source-watch.ts";
import { type Builds, openBuilds } from "./build.ts";

export type StorefrontLoop = { shop: Shop; builds: Builds; process: ServiceProcess; faults: Faults };

/** Its sources: its own files, and the elements of all front ends. */
const sources = [storefront.folder, "packages/front"].map((folder) => path.join(root, folder));

/** Prepares the loop; no process is started. */
export function openStorefrontLoop(shop: Shop): StorefrontLoop {
  const folder = path.join(root, "dist-dev", String(shop.port), storefront.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Its program holds all that it needs: no package is loaded before it.
  writeFileSync(path.join(folder, `${storefront.name}.packages.json`), "[]");
  const process = openServiceProcess(shop, storefront, folder, []);
  return { shop, builds: openBuilds(shop, folder), process, faults: openFaults(process) };
}

/** Starts the storefront. A fault is printed, and the next edit tries again. */
export async function startStorefront(loop: StorefrontLoop): Promise<void> {
  await replace(loop, await loop.builds.first());
}

/** Follows edits until the shop stops. */
export function followStorefrontEdits(loop: StorefrontLoop): void {
  const { shop, builds } = loop;
  const waiting = new Set<string>();
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    // Edits during this round belong to the next one.
    while (waiting.size > 0 && !shop.isStopping) {
      const files = [...waiting];
      waiting.clear();
      const began = performance.now();
      const isReplaced = await replace(loop, await builds.next(files));
      if (isReplaced) say(paint("green", `replaced in ${inSeconds(performance.now() - began)}`));
    }
    isWorking = false;
  }

  watchSources(sources, (files) => {
    for (const file of files) waiting.add(file);
    if (!isWorking) void work();
  });
}

/** Replaces the process by one with this build. True if it was replaced. */
async function replace(
  { shop, process, faults }: StorefrontLoop,
  build: Awaited<ReturnType<Builds["first"]>>,
): Promise<boolean> {
  const isSame = build.fault === undefined && process.running()?.version === build.version;
  const fault = build.fault ?? (isSame ? undefined : await process.replace(build));
  // A process that does not start because the shop stops has no fault.
  if (fault !== undefined && !shop.isStopping) faults.set("service", fault);
  if (fault === undefined) faults.clear("service");
  return fault === undefined && !isSame;
}
