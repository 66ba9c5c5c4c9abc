/** The one place where a payment moves: facts from answers, messages and enquiries, in any order, any number of times. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { tellPaymentChanged } from "../peers/orders.ts";
import type { ProviderPayment } from "../providers/port.ts";
import { findCall } from "../store/calls.ts";
import { insertEvent, wasHeard } from "../store/events.ts";
import { postTransfer } from "../store/ledger.ts";
import { mustFindPayment, type PaymentMove, updatePayment } from "../store/payments.ts";
import type { PaymentEventRow, PaymentRow } from "../store/tables.ts";
import { callKey } from "./keys.ts";
import { type Alarm, meaningOf } from "./lattice.ts";

/** What a provider says of a payment, and how we came to know it. */
export type Fact = Pick<PaymentEventRow, "source" | "providerEventId"> & { said: ProviderPayment };

/**
 * Applies a fact, with whatever else `also` writes, in one transaction named `name`; then wakes orders if it waits for this. `also` may
 * say that the fact was heard before: then nothing happens.
 */
export async function learn(
  deps: Deps,
  name: string,
  paymentId: string,
  fact: Fact,
  also: (tx: Tx) => Promise<boolean>,
): Promise<void> {
  const moved = await deps.store.write(name, async (tx) =>
    (await also(tx)) ? applyFact(deps, tx, paymentId, fact) : undefined,
  );
  if (moved && concernsOrders.has(moved.state)) await tellPaymentChanged(deps.orders, deps.log, moved.checkoutId);
}

/** What orders waits for. Captures and voids it asks for itself, and has a deadline for: it is not made to wait for its own waking. */
const concernsOrders: ReadonlySet<PaymentRow["state"]> = new Set(["AUTHORIZED", "FAILED"]);

/** Moves the payment if the fact does; gives the payment if it moved. State, event and books change together or not at all. */
async function applyFact(deps: Deps, tx: Tx, paymentId: string, fact: Fact): Promise<PaymentRow | undefined> {
  const payment = await mustFindPayment(tx, paymentId);
  const meaning = meaningOf(payment, fact.said);
  const isNews = meaning === "moves" || fact.source !== "RECONCILIATION";
  if (isNews) await hear(deps, tx, payment, fact.said.state.toLowerCase(), fact);

  if (meaning === "moves") return move(deps, tx, payment, fact);
  if (meaning === "repeats") await refresh(tx, payment, fact);
  else if (meaning !== "older") await raiseAlarm(deps, tx, payment, meaning, fact);
  return undefined;
}

async function move(deps: Deps, tx: Tx, before: PaymentRow, fact: Fact): Promise<PaymentRow> {
  const { world } = deps;
  const { said } = fact;
  const after = await updatePayment(tx, before, {
    ...factsOf(before, said),
    state: said.state,
    changedAt: world.now(),
  });

  const { id, checkoutId, version } = after;
  const payload = {
    paymentId: id,
    checkoutId,
    version,
    amount: { minor: after.amountMinor, currency: after.currency },
  };
  if (after.authorizedMinor > before.authorizedMinor)
    await appendEvent(tx, world, events.paymentAuthorized, id, payload);
  if (said.state === "CAPTURED") {
    await postCapture(deps, tx, after, said.captureRef);
    await appendEvent(tx, world, events.paymentCaptured, id, payload);
    if (!(await findCall(tx, callKey(after, "capture", 1))))
      await raiseAlarm(deps, tx, after, "alarm_not_asked_for", fact);
  }
  if (after.state === "FAILED")
    await appendEvent(tx, world, events.paymentFailed, id, { ...payload, failureCode: after.failureCode ?? "unknown" });
  if (after.state === "VOIDED") await appendEvent(tx, world, events.paymentVoided, id, payload);
  return after;
}

/** What the payment becomes by the fact, besides its state. */
function factsOf(before: PaymentRow, said: ProviderPayment): PaymentMove {
  const isPromised = said.state === "AUTHORIZED" || said.state === "CAPTURED";
  return {
    providerRef: said.ref,
    card: said.card ?? before.card,
    clientAction: said.clientAction,
    authorizedMinor: isPromised ? before.amountMinor : before.authorizedMinor,
    capturedMinor: said.state === "CAPTURED" ? before.amountMinor : 0,
    failureCode: said.failure?.code ?? null,
    failureRetryable: said.failure?.retryable ?? false,
  };
}

/** The provider has the money now and owes it to the shop; the customers have paid it. */
function postCapture({ world }: Deps, tx: Tx, payment: PaymentRow, captureRef: string): Promise<void> {
  return postTransfer(tx, {
    transactionId: world.newId("ltx"),
    paymentId: payment.id,
    kind: "capture",
    providerEvent: captureRef,
    from: "customers",
    to: "provider",
    minor: payment.capturedMinor,
    currency: payment.currency,
    at: world.now(),
  });
}

/** Where the payment is has not changed, but an answer may bring another step for the customer. */
async function refresh(tx: Tx, payment: PaymentRow, { source, said }: Fact): Promise<void> {
  if (source !== "API" || payment.state !== "REQUIRES_ACTION") return;
  await updatePayment(tx, payment, { clientAction: said.clientAction, card: said.card ?? payment.card });
}

/** Written down once for each payment and kind, so that a timer that asks every minute does not fill the table. */
async function raiseAlarm(deps: Deps, tx: Tx, payment: PaymentRow, alarm: Alarm, fact: Fact): Promise<void> {
  if (await wasHeard(tx, payment.id, alarm)) return;
  await hear(deps, tx, payment, alarm, fact);
  if (payment.providerRef === null) await updatePayment(tx, payment, { providerRef: fact.said.ref });
  const { ref, state, amountMinor, currency } = fact.said;
  deps.log.error({ alarm, paymentId: payment.id, said: { ref, state, amountMinor, currency } }, "money does not fit");
}

function hear({ world }: Deps, tx: Tx, { id }: PaymentRow, kind: string, fact: Fact): Promise<void> {
  const { source, providerEventId } = fact;
  return insertEvent(tx, { paymentId: id, kind, source, providerEventId, at: world.now() });
}
