/** What products does by itself: planned prices begin, forgotten holds end, old keys are dropped. */
import { dropOldKeys } from "@hansa/kit/idempotency";
import type { Job } from "@hansa/kit/jobs";
import type { Deps } from "./context.ts";
import { sweepHolds } from "./service/holds.ts";
import { applyDuePrices } from "./service/prices.ts";

const second = 1_000;
const hour = 60 * 60 * second;

export function createJobs(deps: Deps): Job[] {
  const { store, world } = deps;
  return [
    { name: "apply-due-prices", everyMs: second, run: (signal) => applyDuePrices(deps, signal) },
    { name: "sweep-holds", everyMs: 30 * second, run: () => sweepHolds(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () => store.write("drop-old-keys", (tx) => dropOldKeys(tx, world.now())),
    },
  ];
}
