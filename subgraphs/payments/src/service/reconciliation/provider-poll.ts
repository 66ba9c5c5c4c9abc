/** Provider polling: looks payments up whose messages may have been lost. */
import type { Deps } from "../../context.ts";
import {
  findListedPayments,
  findRecentPayments,
  findUnsettledPayments,
  recordLookup,
} from "../../store/payments/lookups.ts";
import type { PaymentRow } from "../../store/tables.ts";
import { processEach } from "../item-processing.ts";
import { applyReport } from "../payment/reports.ts";
import { lookUpPayment } from "../provider-calls/outcomes.ts";
import { readMovedPayments } from "./provider-lists.ts";

/** Time before an undecided payment or refund is looked up, and between lookups. */
const lookupIntervalMs = 30_000;
/** Time after which a lookup without a response is repeated. */
const retryPauseMs = 10_000;
const dayMs = 24 * 60 * 60 * 1_000;
/** Time after the last change, here or at the provider, in which a payment is looked up once a day. */
const recentMs = 3 * dayMs;

/** Looks up undecided payments and refunds, the longest not looked up first, so that those that never move do not block others. */
export async function pollUnsettledPayments(deps: Deps): Promise<void> {
  const before = deps.store.now() - lookupIntervalMs;
  const unsettled = await deps.store.read((db) => findUnsettledPayments(db, before, 1_000));
  await pollPayments(deps, unsettled, lookupIntervalMs);
}

/**
 * Looks up recently changed and changeable payments once a day, and those that the provider lists as moved. These lists are short, so they are read
 * on every run.
 */
export async function pollRecentPayments(deps: Deps): Promise<void> {
  const [since, before] = [deps.runtime.now() - recentMs, deps.store.now() - dayMs];
  const recent = await deps.store.read((db) => findRecentPayments(db, since, before, 1_000));
  await pollPayments(deps, recent, dayMs);
  for (const provider of deps.providers) {
    await readMovedPayments(deps, provider, since, async (refs) => {
      const moved = await deps.store.read((db) => findListedPayments(db, { provider: provider.name, refs, before }));
      await pollPayments(deps, moved, dayMs);
    });
  }
}

/** `everyMs`: the interval between lookups of a payment. */
async function pollPayments(deps: Deps, payments: readonly PaymentRow[], everyMs: number): Promise<void> {
  const { store, log } = deps;
  await processEach(log, payments, async (payment) => {
    const reported = await lookUpPayment(deps, payment);
    const askedAt = reported === undefined ? store.now() + retryPauseMs - everyMs : store.now();
    await store.write("record-look-up", (tx) => recordLookup(tx, payment.id, askedAt));
    if (!reported) return;
    const fact = { source: "RECONCILIATION", providerEventId: null, reported } as const;
    await applyReport(deps, payment.id, fact, { name: "reconcile-payment" });
  });
}
