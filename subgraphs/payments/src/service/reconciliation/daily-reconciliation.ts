/** Daily reconciliation: compares the payments of several days with the providers, and reports every mismatch. */
import { raiseAlarm } from "@hansa/kit/runtime";
import type { Deps } from "../../context.ts";
import type { Provider, ProviderPayment } from "../../providers/port.ts";
import { findPayment, findPaymentsByRefs, mustFindPayment } from "../../store/payments/queries.ts";
import { findOpenCall } from "../../store/provider-calls/queries.ts";
import { endUnasked, findPaymentsToCompare, findUnasked, insertRun } from "../../store/reconciliation/queries.ts";
import type { Mismatch, PaymentRow, ReconciliationRow } from "../../store/tables.ts";
import { raisePaymentAlarm, recordEvent } from "../payment/alarms.ts";
import { applyReport } from "../payment/reports.ts";
import { isDecided } from "../payment/transitions.ts";
import { lookUpPayment } from "../provider-calls/outcomes.ts";
import { findDifferences } from "./differences.ts";
import { readMovedPayments, readStartedPayments } from "./provider-lists.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const pageSize = 200;

/** The source of all reports of a reconciliation. */
const source = { source: "RECONCILIATION", providerEventId: null } as const;

type Run = Omit<ReconciliationRow, "id" | "startedAt" | "endedAt">;

/**
 * Compares every payment that started or moved in these days, here or at its provider. A mismatch is stored and raised as an alarm first; then the
 * provider's report is applied as usual, forwards only. Our record is never corrected silently. After a restore that asked no provider it goes back
 * to the time of the backup, and opens payments if every request was answered.
 */
export async function reconcileDays(deps: Deps, days: number): Promise<ReconciliationRow> {
  const { store, runtime } = deps;
  const startedAt = runtime.now();
  const unasked = await store.read(findUnasked);
  const since = Math.min(startedAt - days * dayMs, unasked?.since ?? startedAt);
  const run: Run = { since, compared: 0, listed: 0, inFlight: 0, unanswered: 0, mismatches: [] };
  for (const provider of deps.providers) await findUnknownPayments(deps, provider, run);
  await comparePayments(deps, run);
  const row = { id: runtime.newId("rec"), startedAt, endedAt: runtime.now(), ...run };
  await store.write("keep-reconciliation", async (tx) => {
    await insertRun(tx, row);
    if (row.unanswered === 0) await endUnasked(tx, row.since);
  });
  return row;
}

/** Compares payments that moved here, then those that moved at the providers without a message: each once. */
async function comparePayments(deps: Deps, run: Run): Promise<void> {
  const { store } = deps;
  const seen = new Set<string>();
  const compareAll = async (payments: readonly PaymentRow[]) => {
    for (const payment of payments) {
      if (!seen.has(payment.id)) await comparePayment(deps, payment, run);
      seen.add(payment.id);
    }
  };
  for (let after = ""; ; ) {
    const page = await store.read((db) => findPaymentsToCompare(db, run.since, after, pageSize));
    await compareAll(page);
    after = page.at(-1)?.id ?? "";
    if (page.length < pageSize) break;
  }
  for (const provider of deps.providers) {
    const isWhole = await readMovedPayments(deps, provider, run.since, async (refs) =>
      compareAll(await store.read((db) => findPaymentsByRefs(db, provider.name, refs))),
    );
    if (!isWhole) run.unanswered += 1;
  }
}

/**
 * Reports payments that the provider has with an id of ours and that we do not know, or know by another provider id. Payments without an id of ours
 * are foreign.
 */
async function findUnknownPayments(deps: Deps, provider: Provider, run: Run): Promise<void> {
  const { store } = deps;
  const isWhole = await readStartedPayments(deps, provider, run.since, async (payments) => {
    run.listed += payments.length;
    for (const { paymentId, ref, state } of payments) {
      if (paymentId === null) continue;
      const named = await store.read((db) => findPayment(db, paymentId));
      const ours = named?.provider === provider.name ? named : undefined;
      // While the provider's id is unknown here, either payment may be ours.
      if (ours && (ours.providerRef === null || ours.providerRef === ref)) continue;
      const found = { provider: provider.name, paymentId, providerRef: ref };
      reportMismatch(deps, run, {
        ...found,
        what: "missing here",
        ours: ours?.providerRef ?? "nothing",
        theirs: state,
      });
      const alarm = { kind: "alarm_mismatch", fact: source };
      if (ours) await store.write("raise-mismatch", (tx) => recordEvent(deps, tx, ours, alarm));
    }
  });
  if (!isWhole) run.unanswered += 1;
}

/** Applies the provider's record first if the payment is undecided here; only then both must agree. */
async function comparePayment(deps: Deps, { id }: PaymentRow, run: Run): Promise<void> {
  const { store } = deps;
  const before = await store.read((db) => mustFindPayment(db, id));
  if (
    !deps.providers.some(({ name }) => name === before.provider) ||
    (await store.read((db) => findOpenCall(db, id)))
  ) {
    run.inFlight += 1;
    return;
  }
  const found = await lookUpPayment(deps, before);
  if (found === undefined) {
    run.unanswered += 1;
    return;
  }
  const isOpen = !isDecided(before.state) || before.refundPendingMinor > 0;
  if (found && isOpen) await applyRecord(deps, id, found);
  const { payment, isUnderWay, differences } = await store.read(async (db) => {
    const current = await mustFindPayment(db, id);
    const hasMoved = current.changedAt !== before.changedAt && !isOpen;
    const isUnderWay = hasMoved || (await findOpenCall(db, id)) !== undefined;
    return { payment: current, isUnderWay, differences: await findDifferences(db, current, found) };
  });
  if (differences.length > 0 && isUnderWay) {
    run.inFlight += 1;
    return;
  }
  run.compared += 1;
  if (differences.length === 0) return;
  for (const mismatch of differences) reportMismatch(deps, run, mismatch);
  if (!found) return;
  await recordMismatchAlarm(deps, payment, found);
  await applyRecord(deps, id, found);
}

/** Stores the alarm with the payment. */
function recordMismatchAlarm(deps: Deps, payment: PaymentRow, reported: ProviderPayment): Promise<void> {
  return deps.store.write("raise-mismatch", (tx) =>
    raisePaymentAlarm(deps, tx, payment, { alarm: "alarm_mismatch", fact: { ...source, reported } }),
  );
}

function applyRecord(deps: Deps, paymentId: string, reported: ProviderPayment): Promise<void> {
  return applyReport(deps, paymentId, { ...source, reported }, { name: "reconcile-payment" });
}

function reportMismatch(deps: Deps, run: Run, mismatch: Mismatch): void {
  run.mismatches.push(mismatch);
  const subject = mismatch.paymentId ?? mismatch.providerRef ?? "";
  raiseAlarm(
    deps,
    { name: "alarm_mismatch", subject },
    { mismatch },
    "reconciliation: our record and the provider's differ, check the payment",
  );
}
