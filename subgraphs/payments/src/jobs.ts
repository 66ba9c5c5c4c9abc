/** What payments does by itself: calls without an answer are made again, messages applied, silence and missing providers told of, old things dropped. */
import { dropOldKeys } from "@hansa/kit/idempotency";
import type { Job } from "@hansa/kit/jobs";
import type { Deps } from "./context.ts";
import { resumeDueCalls, searchForPayments } from "./service/due-calls.ts";
import { applyWaiting } from "./service/inbox.ts";
import { tellMissing } from "./service/missing-providers.ts";
import { lookUpRecent, lookUpUnsettled } from "./service/reconciling.ts";
import { finishRemovals } from "./service/saved-methods.ts";

const second = 1_000;
const hour = 60 * 60 * second;

export function createJobs(deps: Deps): Job[] {
  const { store, world } = deps;
  return [
    { name: "resume-calls", everyMs: 5 * second, run: () => resumeDueCalls(deps) },
    { name: "search-for-payments", everyMs: 5 * second, run: () => searchForPayments(deps) },
    { name: "apply-webhooks", everyMs: 5 * second, run: (signal) => applyWaiting(deps, signal) },
    { name: "finish-method-removals", everyMs: 30 * second, run: () => finishRemovals(deps) },
    { name: "look-up-unsettled", everyMs: 10 * second, run: () => lookUpUnsettled(deps) },
    { name: "tell-missing-providers", everyMs: hour, run: () => tellMissing(deps) },
    { name: "look-up-recent", everyMs: hour, run: () => lookUpRecent(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () => store.write("drop-old-keys", (tx) => dropOldKeys(tx, world.now())),
    },
  ];
}
