/** What products does by itself: planned prices begin, forgotten holds end, sales grow old, settings and words are taken over, old keys are dropped. */
import { dropOldKeys } from "@hansa/kit/idempotency";
import type { Job } from "@hansa/kit/jobs";
import type { Deps } from "./context.ts";
import { sweepHolds } from "./service/holds.ts";
import { refreshStaleWords } from "./service/indexing.ts";
import { applyDuePrices } from "./service/prices.ts";
import { forgetSalesDaily } from "./service/sales.ts";
import { adoptSettings } from "./service/settings.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export function createJobs(deps: Deps): Job[] {
  const { store, world } = deps;
  return [
    { name: "apply-due-prices", everyMs: second, run: (signal) => applyDuePrices(deps, signal) },
    { name: "adopt-settings", everyMs: second, run: () => adoptSettings(deps) },
    { name: "refresh-stale-words", everyMs: second, run: (signal) => refreshStaleWords(deps, signal) },
    { name: "forget-old-sales", everyMs: minute, run: forgetSalesDaily(deps) },
    { name: "sweep-holds", everyMs: 30 * second, run: () => sweepHolds(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () => store.write("drop-old-keys", (tx) => dropOldKeys(tx, world.now())),
    },
  ];
}
