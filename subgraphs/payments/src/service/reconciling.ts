/** Asking afterwards: a message may have been lost, of what is not decided or of what somebody did at the provider. */
import type { Deps } from "../context.ts";
import { findListed, findRecent, findUnsettled, noteLookUp } from "../store/payments.ts";
import type { PaymentRow } from "../store/tables.ts";
import { askAbout } from "./calls.ts";
import { learn } from "./facts.ts";
import { oneByOne } from "./one-by-one.ts";
import { readMoved } from "./provider-lists.ts";

/** How long to wait for a provider's own word before asking about a payment or refund that is not decided, and before asking again. */
const patienceMs = 30_000;
/** An attempt to ask that had no answer is no asking: it is made again this soon. */
const againMs = 10_000;
const dayMs = 24 * 60 * 60 * 1_000;
/** For so long after its last change, here or at the provider, a payment is asked about once a day. */
const recentMs = 3 * dayMs;

/**
 * Looks up what the provider has not decided for a while, the longest not asked about first: those that never move must not keep the others
 * from their turn.
 */
export async function lookUpUnsettled(deps: Deps): Promise<void> {
  const before = deps.store.now() - patienceMs;
  const unsettled = await deps.store.read((db) => findUnsettled(db, before, 1_000));
  await lookUpAll(deps, unsettled, patienceMs);
}

/**
 * Looks up what has changed these days, and what may still change by itself, once a day: our books against the provider's. The provider says
 * what changed there and nobody told us of: two short questions, so that it is asked at each turn and not only once a day.
 */
export async function lookUpRecent(deps: Deps): Promise<void> {
  const [since, before] = [deps.world.now() - recentMs, deps.store.now() - dayMs];
  const recent = await deps.store.read((db) => findRecent(db, since, before, 1_000));
  await lookUpAll(deps, recent, dayMs);
  for (const provider of deps.providers) {
    await readMoved(deps, provider, since, async (refs) => {
      const moved = await deps.store.read((db) => findListed(db, provider.name, refs, before));
      await lookUpAll(deps, moved, dayMs);
    });
  }
}

/** `everyMs`: after how long each of them is asked about again. */
async function lookUpAll(deps: Deps, payments: readonly PaymentRow[], everyMs: number): Promise<void> {
  const { store, log } = deps;
  await oneByOne(log, payments, async (payment) => {
    const said = await askAbout(deps, payment);
    const askedAt = said === undefined ? store.now() + againMs - everyMs : store.now();
    await store.write("note-look-up", (tx) => noteLookUp(tx, payment.id, askedAt));
    if (!said) return;
    const fact = { source: "RECONCILIATION", providerEventId: null, said } as const;
    await learn(deps, "reconcile-payment", payment.id, fact, async () => true);
  });
}
