/** Asking afterwards: what a provider has not decided for a minute is looked up, in case its message was lost. */
import type { Deps } from "../context.ts";
import { findUnsettled } from "../store/payments.ts";
import { lookUp } from "./calls.ts";
import { learn } from "./facts.ts";
import { oneByOne } from "./one-by-one.ts";

/** How long to wait for a provider's own word before asking. */
const patienceMs = 60_000;

/** Looks them up, the longest waiting first. */
export async function lookUpUnsettled(deps: Deps): Promise<void> {
  const before = deps.world.now() - patienceMs;
  const unsettled = await deps.store.read((db) => findUnsettled(db, before, 1_000));
  await oneByOne(deps.log, unsettled, async (payment) => {
    const said = await lookUp(deps, payment);
    if (!said) return;
    const fact = { source: "RECONCILIATION", providerEventId: null, said } as const;
    await learn(deps, "reconcile-payment", payment.id, fact, async () => true);
  });
}
