/** What products does by itself: planned prices begin, forgotten holds end, imports are read, old keys and uploads are dropped. */
import { dropOldKeys } from "@hansa/kit/idempotency";
import type { Job } from "@hansa/kit/jobs";
import type { Deps } from "./context.ts";
import { sweepHolds } from "./service/holds.ts";
import { runImports } from "./service/importing/running.ts";
import { applyDuePrices } from "./service/prices.ts";
import { cleanUploads } from "./service/uploads.ts";

const second = 1_000;
const hour = 60 * 60 * second;

export function createJobs(deps: Deps): Job[] {
  const { store, world } = deps;
  return [
    { name: "apply-due-prices", everyMs: second, run: (signal) => applyDuePrices(deps, signal) },
    { name: "sweep-holds", everyMs: 30 * second, run: () => sweepHolds(deps) },
    { name: "run-imports", everyMs: second / 2, run: (signal) => runImports(deps, signal) },
    { name: "clean-uploads", everyMs: hour / 4, run: () => cleanUploads(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () => store.write("drop-old-keys", (tx) => dropOldKeys(tx, world.now())),
    },
  ];
}
