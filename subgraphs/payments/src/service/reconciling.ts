/** Asking afterwards: payments and refunds that a provider has not decided for a minute are looked up, in case its message was lost. */
import type { Deps } from "../context.ts";
import { findUnsettled, noteLookUp } from "../store/payments.ts";
import { lookUp } from "./calls.ts";
import { learn } from "./facts.ts";
import { oneByOne } from "./one-by-one.ts";

/** How long to wait for a provider's own word before asking. */
const patienceMs = 60_000;

/** Looks them up, the longest not asked about first: those that never move must not keep the others from their turn. */
export async function lookUpUnsettled(deps: Deps): Promise<void> {
  const before = deps.world.now() - patienceMs;
  const unsettled = await deps.store.read((db) => findUnsettled(db, before, 1_000));
  await oneByOne(deps.log, unsettled, async (payment) => {
    const said = await lookUp(deps, payment);
    await deps.store.write("note-look-up", (tx) => noteLookUp(tx, payment.id, deps.world.now()));
    if (!said) return;
    const fact = { source: "RECONCILIATION", providerEventId: null, said } as const;
    await learn(deps, "reconcile-payment", payment.id, fact, async () => true);
  });
}
