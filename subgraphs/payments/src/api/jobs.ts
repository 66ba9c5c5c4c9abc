/** Jobs of payments: repeat open calls, apply messages, poll providers, raise alarms about missing providers, drop old keys. */
import { dropOldKeys } from "@hansa/kit/coordination";
import type { Job } from "@hansa/kit/runtime";
import type { Deps } from "../context.ts";
import { finishRemovals } from "../service/methods/saved-methods.ts";
import { createDeclineWatch } from "../service/payment/decline-watch.ts";
import { resumeDueCalls, searchForPayments } from "../service/provider-calls/calls.ts";
import { alertMissingProviders } from "../service/provider-calls/missing-providers.ts";
import { applyStoredMessages } from "../service/provider-calls/webhooks.ts";
import { pollRecentPayments, pollUnsettledPayments } from "../service/reconciliation/provider-poll.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The jobs of payments with their intervals. */
export function createJobs(deps: Deps): Job[] {
  const { store, runtime } = deps;
  return [
    { name: "resume-calls", everyMs: 5 * second, run: () => resumeDueCalls(deps) },
    { name: "search-for-payments", everyMs: 5 * second, run: () => searchForPayments(deps) },
    { name: "apply-webhooks", everyMs: 5 * second, run: (signal) => applyStoredMessages(deps, signal) },
    { name: "finish-method-removals", everyMs: 30 * second, run: () => finishRemovals(deps) },
    { name: "look-up-unsettled", everyMs: 10 * second, run: () => pollUnsettledPayments(deps) },
    { name: "watch-declines", everyMs: minute, run: createDeclineWatch(deps), store },
    { name: "report-missing-providers", everyMs: hour, run: () => alertMissingProviders(deps) },
    { name: "look-up-recent", everyMs: hour, run: () => pollRecentPayments(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () => store.write("drop-old-keys", (tx) => dropOldKeys(tx, runtime.now())),
    },
  ];
}
