/** What payments does by itself: calls without an answer are made again, messages applied, silence asked about, methods and old keys dropped. */
import { dropOldKeys } from "@hansa/kit/idempotency";
import type { Job } from "@hansa/kit/jobs";
import type { Deps } from "./context.ts";
import { resumeDueCalls } from "./service/calls.ts";
import { applyWaiting } from "./service/inbox.ts";
import { lookUpRecent, lookUpUnsettled } from "./service/reconciling.ts";
import { finishRemovals } from "./service/saved-methods.ts";

const second = 1_000;
const hour = 60 * 60 * second;

export function createJobs(deps: Deps): Job[] {
  const { store, world } = deps;
  return [
    { name: "resume-calls", everyMs: 5 * second, run: () => resumeDueCalls(deps) },
    { name: "apply-webhooks", everyMs: 5 * second, run: (signal) => applyWaiting(deps, signal) },
    { name: "finish-method-removals", everyMs: 30 * second, run: () => finishRemovals(deps) },
    { name: "look-up-unsettled", everyMs: 10 * second, run: () => lookUpUnsettled(deps) },
    { name: "look-up-recent", everyMs: hour, run: () => lookUpRecent(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () => store.write("drop-old-keys", (tx) => dropOldKeys(tx, world.now())),
    },
  ];
}
