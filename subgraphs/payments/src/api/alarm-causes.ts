/** The causes of the alarms of payments that end by them. */
import type { AlarmCauses } from "@hansa/kit/alarms";
import type { Deps } from "../context.ts";
import { isDeclineRateHigh } from "../service/payment/decline-watch.ts";
import { findMissingProviders } from "../service/provider-calls/missing-providers.ts";
import { isMessageStored } from "../service/provider-calls/webhooks.ts";
import { findOpenCall, providerRetries } from "../store/provider-calls/queries.ts";

/** Creates the causes. */
export function createAlarmCauses(deps: Pick<Deps, "providers" | "runtime">) {
  return {
    message_waiting: isMessageStored,
    provider_call_stalled: async (db, paymentId) =>
      ((await findOpenCall(db, paymentId))?.attempts ?? 0) > providerRetries.maxAttempts,
    provider_missing: async (db, provider) =>
      (await findMissingProviders(deps, db)).some((missing) => missing.provider === provider),
    many_declines: (db, provider) => isDeclineRateHigh(deps, db, provider),
  } satisfies AlarmCauses;
}
