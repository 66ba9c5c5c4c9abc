/** What products does by itself: planned prices begin, forgotten holds end, sales grow old, imports are read, words refreshed, old keys and uploads dropped. */
import { dropOldKeys } from "@hansa/kit/idempotency";
import type { Job } from "@hansa/kit/jobs";
import type { Deps } from "./context.ts";
import { applyDuePrices } from "./service/catalogue/prices.ts";
import { runImports } from "./service/importing/running.ts";
import { cleanUploads } from "./service/media/uploads.ts";
import { forgetSalesDaily } from "./service/sales.ts";
import { refreshStaleWords } from "./service/shop/indexing.ts";
import { sweepHolds } from "./service/stock/holds.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export function createJobs(deps: Deps): Job[] {
  const { store, world } = deps;
  return [
    { name: "apply-due-prices", everyMs: second, run: (signal) => applyDuePrices(deps, signal) },
    { name: "refresh-stale-words", everyMs: second, run: (signal) => refreshStaleWords(deps, signal) },
    { name: "forget-old-sales", everyMs: minute, run: forgetSalesDaily(deps) },
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
