/** Holding our books against the providers', over several days: what differs is told, whatever becomes of it. */
import { raiseAlarm as tellSomebody } from "@hansa/kit/alarm";
import type { Deps } from "../context.ts";
import type { Provider, ProviderPayment } from "../providers/port.ts";
import { findOpenCall } from "../store/calls.ts";
import { findPayment, findPaymentsByRefs, mustFindPayment } from "../store/payments.ts";
import { findMoved, insertRun } from "../store/reconciliations.ts";
import type { Mismatch, PaymentRow, ReconciliationRow } from "../store/tables.ts";
import { hear, raiseAlarm } from "./alarms.ts";
import { askAbout } from "./calls.ts";
import { compare } from "./comparing.ts";
import { learn } from "./facts.ts";
import { isDecided } from "./lattice.ts";
import { readBegun, readMoved } from "./provider-lists.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const pageSize = 200;

/** How we come to know whatever is found here. */
const source = { source: "RECONCILIATION", providerEventId: null } as const;

type Run = Omit<ReconciliationRow, "id" | "startedAt" | "endedAt">;

/**
 * Compares every payment that began or moved these days, here or at its provider, and every one that a provider began. A mismatch is written down and raised as an
 * alarm first; then the provider's word is taken as it always is, forwards only. Nothing of ours is put right in silence.
 */
export async function reconcileDays(deps: Deps, days: number): Promise<ReconciliationRow> {
  const { store, world } = deps;
  const startedAt = world.now();
  const since = startedAt - days * dayMs;
  const run: Run = { since, compared: 0, listed: 0, inFlight: 0, unanswered: 0, mismatches: [] };
  for (const provider of deps.providers) await lookForUnknown(deps, provider, run);
  await compareMoved(deps, run);
  const row = { id: world.newId("rec"), startedAt, endedAt: world.now(), ...run };
  await store.write("keep-reconciliation", (tx) => insertRun(tx, row));
  return row;
}

/** What moved here first, then what moved at the providers and nobody told us of: each of them once. */
async function compareMoved(deps: Deps, run: Run): Promise<void> {
  const { store } = deps;
  const seen = new Set<string>();
  const compareAll = async (payments: readonly PaymentRow[]) => {
    for (const payment of payments) {
      if (!seen.has(payment.id)) await compareOne(deps, payment, run);
      seen.add(payment.id);
    }
  };
  for (let after = ""; ; ) {
    const page = await store.read((db) => findMoved(db, run.since, after, pageSize));
    await compareAll(page);
    after = page.at(-1)?.id ?? "";
    if (page.length < pageSize) break;
  }
  for (const provider of deps.providers) {
    const isWhole = await readMoved(deps, provider, run.since, async (refs) =>
      compareAll(await store.read((db) => findPaymentsByRefs(db, provider.name, refs))),
    );
    if (!isWhole) run.unanswered += 1;
  }
}

/**
 * What the provider began and we know nothing of, although it has an id of ours: another one may be known by that id. What has none belongs to
 * somebody else.
 */
async function lookForUnknown(deps: Deps, provider: Provider, run: Run): Promise<void> {
  const { store } = deps;
  const isWhole = await readBegun(deps, provider, run.since, async (payments) => {
    run.listed += payments.length;
    for (const { paymentId, ref, state } of payments) {
      if (paymentId === null) continue;
      const named = await store.read((db) => findPayment(db, paymentId));
      const ours = named?.provider === provider.name ? named : undefined;
      // Before the provider's id is known here, whichever it is may be ours.
      if (ours && (ours.providerRef === null || ours.providerRef === ref)) continue;
      const found = { provider: provider.name, paymentId, providerRef: ref };
      tell(deps, run, { ...found, what: "missing here", ours: ours?.providerRef ?? "nothing", theirs: state });
      if (ours) await store.write("raise-mismatch", (tx) => hear(deps, tx, ours, "alarm_mismatch", source));
    }
  });
  if (!isWhole) run.unanswered += 1;
}

/** What is not decided here is asked about first, as every minute; only then do the two have to agree. */
async function compareOne(deps: Deps, { id }: PaymentRow, run: Run): Promise<void> {
  const { store } = deps;
  const before = await store.read((db) => mustFindPayment(db, id));
  if (
    !deps.providers.some(({ name }) => name === before.provider) ||
    (await store.read((db) => findOpenCall(db, id)))
  ) {
    run.inFlight += 1;
    return;
  }
  const asked = await askAbout(deps, before);
  if (asked === undefined) {
    run.unanswered += 1;
    return;
  }
  const isOpen = !isDecided(before.state) || before.refundPendingMinor > 0;
  if (asked && isOpen) await take(deps, id, asked);
  const { payment, isUnderWay, differences } = await store.read(async (db) => {
    const current = await mustFindPayment(db, id);
    const hasMoved = current.changedAt !== before.changedAt && !isOpen;
    const isUnderWay = hasMoved || (await findOpenCall(db, id)) !== undefined;
    return { payment: current, isUnderWay, differences: await compare(db, current, asked) };
  });
  if (differences.length > 0 && isUnderWay) {
    run.inFlight += 1;
    return;
  }
  run.compared += 1;
  if (differences.length === 0) return;
  for (const mismatch of differences) tell(deps, run, mismatch);
  if (!asked) return;
  await raise(deps, payment, asked);
  await take(deps, id, asked);
}

/** Writes down, with the payment, that the provider says otherwise. */
function raise(deps: Deps, payment: PaymentRow, said: ProviderPayment): Promise<void> {
  return deps.store.write("raise-mismatch", (tx) =>
    raiseAlarm(deps, tx, payment, "alarm_mismatch", { ...source, said }),
  );
}

function take(deps: Deps, paymentId: string, said: ProviderPayment): Promise<void> {
  return learn(deps, "reconcile-payment", paymentId, { ...source, said }, async () => true);
}

function tell(deps: Deps, run: Run, mismatch: Mismatch): void {
  run.mismatches.push(mismatch);
  tellSomebody(deps, "alarm_mismatch", { mismatch }, "our books and a provider's differ: somebody has to look");
}
