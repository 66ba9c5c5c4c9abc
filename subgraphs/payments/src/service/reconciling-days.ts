/** Holding our books against the providers', over several days: what differs is told, whatever becomes of it. */
import { call } from "@hansa/kit/outbound";
import type { Deps } from "../context.ts";
import type { Provider, ProviderPayment } from "../providers/port.ts";
import { findOpenCall } from "../store/calls.ts";
import { findPayment, mustFindPayment } from "../store/payments.ts";
import { findMoved, insertRun } from "../store/reconciliations.ts";
import type { Mismatch, PaymentRow, ReconciliationRow } from "../store/tables.ts";
import { raiseAlarm } from "./alarms.ts";
import { askAbout } from "./calls.ts";
import { compare } from "./comparing.ts";
import { learn } from "./facts.ts";
import { isDecided } from "./lattice.ts";

const dayMs = 24 * 60 * 60 * 1_000;
/** How long a provider may take for a page of its list. */
const deadlineMs = 30_000;
const pageSize = 200;

type Run = Omit<ReconciliationRow, "id" | "startedAt" | "endedAt">;

/**
 * Compares every payment that began or changed these days, and every one that a provider began. A mismatch is written down and raised as an
 * alarm first; then the provider's word is taken as it always is, forwards only. Nothing of ours is put right in silence.
 */
export async function reconcileDays(deps: Deps, days: number): Promise<ReconciliationRow> {
  const { store, world } = deps;
  const startedAt = world.now();
  const since = startedAt - days * dayMs;
  const run: Run = { since, compared: 0, listed: 0, inFlight: 0, unanswered: 0, mismatches: [] };
  for (const provider of deps.providers) await readList(deps, provider, run);
  for (let after = ""; ; ) {
    const page = await store.read((db) => findMoved(db, since, after, pageSize));
    for (const payment of page) await compareOne(deps, payment, run);
    after = page.at(-1)?.id ?? "";
    if (page.length < pageSize) break;
  }
  const row = { id: world.newId("rec"), startedAt, endedAt: world.now(), ...run };
  await store.write("keep-reconciliation", (tx) => insertRun(tx, row));
  return row;
}

/**
 * What the provider began and we know nothing of, although it has an id of ours: another one may be known by that id. What has none belongs to
 * somebody else.
 */
async function readList(deps: Deps, provider: Provider, run: Run): Promise<void> {
  for (let after: string | null = null; ; ) {
    const page = await readPage(deps, provider, run.since, after);
    if (!page) {
      run.unanswered += 1;
      return;
    }
    run.listed += page.payments.length;
    for (const { paymentId, payment } of page.payments) {
      if (paymentId === null) continue;
      const named = await deps.store.read((db) => findPayment(db, paymentId));
      const ours = named?.provider === provider.name ? named : undefined;
      // Before the provider's id is known here, whichever it is may be ours.
      if (ours && (ours.providerRef === null || ours.providerRef === payment.ref)) continue;
      const found = { provider: provider.name, paymentId, providerRef: payment.ref };
      tell(deps, run, { ...found, what: "missing here", ours: ours?.providerRef ?? "nothing", theirs: payment.state });
      if (ours) await raise(deps, ours, payment);
    }
    after = page.next;
    if (after === null) return;
  }
}

async function readPage(deps: Deps, provider: Provider, since: number, after: string | null) {
  try {
    const signal = deps.world.deadline(deadlineMs);
    return await call(deps, `${provider.name}.list`, () => provider.list(since, after, signal));
  } catch (error) {
    deps.log.warn({ err: error, provider: provider.name }, "a provider did not give its list");
    return undefined;
  }
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
  const fact = { source: "RECONCILIATION", providerEventId: null, said } as const;
  return deps.store.write("raise-mismatch", (tx) => raiseAlarm(deps, tx, payment, "alarm_mismatch", fact));
}

function take(deps: Deps, paymentId: string, said: ProviderPayment): Promise<void> {
  const fact = { source: "RECONCILIATION", providerEventId: null, said } as const;
  return learn(deps, "reconcile-payment", paymentId, fact, async () => true);
}

function tell({ log }: Deps, run: Run, mismatch: Mismatch): void {
  run.mismatches.push(mismatch);
  log.fatal({ alarm: "alarm_mismatch", mismatch }, "our books and a provider's differ: somebody has to look");
}
