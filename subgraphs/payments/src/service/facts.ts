/** The one place where a payment moves: facts from answers, messages and enquiries, in any order, any number of times. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { tellPaymentChanged } from "../peers/orders.ts";
import type { ProviderPayment } from "../providers/port.ts";
import { mustFindPayment, type PaymentMove, updatePayment } from "../store/payments.ts";
import type { PaymentRow } from "../store/tables.ts";
import { type Fact, hear, raiseAlarmOnce } from "./alarms.ts";
import { mergeDisputes } from "./disputing.ts";
import { mergeRefunds } from "./giving-back.ts";
import { keepMethod } from "./keeping-methods.ts";
import { type Foreign, foreignTo, isCertain, type Meaning, meaningOf, stateByAmounts } from "./lattice.ts";
import { mergeCaptures } from "./taking.ts";

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

/**
 * Moves the payment if the fact does; gives the payment if its state moved. State, movements, events and books change together or not at all.
 * A state that contradicts ours stays out; the money that moved with it does not: it is taken down, and an alarm is raised.
 */
async function applyFact(deps: Deps, tx: Tx, paymentId: string, fact: Fact): Promise<PaymentRow | undefined> {
  const payment = await mustFindPayment(tx, paymentId);
  const foreign = foreignTo(payment, fact.said);
  if (foreign) return refuseForeign(deps, tx, payment, foreign, fact);
  const meaning = meaningOf(payment, fact.said);
  if (meaning === "moves" || fact.source !== "RECONCILIATION") await hear(deps, tx, payment, kindOf(fact.said), fact);
  if (meaning === "alarm_contradiction") await raiseAlarmOnce(deps, tx, payment, meaning, fact);
  const moved = await applyState(deps, tx, payment, meaning, fact);
  const after = await applyMovements(deps, tx, moved, fact);
  await keepMethod(deps, tx, after, fact.said);
  return after.state === payment.state ? undefined : after;
}

/** Nothing of it counts; but if the provider's id was not known yet, it is from now on. */
async function refuseForeign(deps: Deps, tx: Tx, payment: PaymentRow, alarm: Foreign, fact: Fact): Promise<undefined> {
  if (fact.source !== "RECONCILIATION") await hear(deps, tx, payment, kindOf(fact.said), fact);
  await raiseAlarmOnce(deps, tx, payment, alarm, fact);
  if (payment.providerRef === null) await updatePayment(tx, payment, { providerRef: fact.said.ref });
}

/** Whatever a state may be called here, these are what the provider calls it. */
function kindOf({ state, captures }: ProviderPayment): string {
  return state === "AUTHORIZED" && captures.length > 0 ? "partially_captured" : state.toLowerCase();
}

/** What the fact says of the state, short of any money taken. */
async function applyState(deps: Deps, tx: Tx, before: PaymentRow, meaning: Meaning, fact: Fact): Promise<PaymentRow> {
  if (meaning === "repeats") return refresh(tx, before, fact);
  if (meaning !== "moves") return before;
  const { said } = fact;
  const isPromised = said.state === "AUTHORIZED" || said.state === "CAPTURED";
  if (isPromised && isCertain(before.state)) return before;
  const after = await updatePayment(tx, before, {
    ...shownBy(before, said),
    state: said.state === "CAPTURED" ? "AUTHORIZED" : said.state,
    authorizedMinor: isPromised ? before.amountMinor : before.authorizedMinor,
    changedAt: deps.world.now(),
  });
  await tellState(deps, tx, before, after);
  return after;
}

/** What the payment shows by the fact. Of somebody who was forgotten no card is written down again. */
function shownBy(before: PaymentRow, said: ProviderPayment): PaymentMove {
  return {
    providerRef: said.ref,
    card: before.forgottenAt === null ? (said.card ?? before.card) : null,
    clientAction: said.clientAction,
    failureCode: said.failure?.code ?? null,
    failureRetryable: said.failure?.retryable ?? false,
  };
}

async function tellState({ world }: Deps, tx: Tx, before: PaymentRow, after: PaymentRow): Promise<void> {
  const { id, checkoutId, version, amountMinor, currency } = after;
  const facts = { paymentId: id, checkoutId, version, amount: { minor: amountMinor, currency } };
  if (after.authorizedMinor > before.authorizedMinor) await appendEvent(tx, world, events.paymentAuthorized, id, facts);
  if (after.state === "FAILED")
    await appendEvent(tx, world, events.paymentFailed, id, { ...facts, failureCode: after.failureCode ?? "unknown" });
  if (after.state === "VOIDED") await appendEvent(tx, world, events.paymentVoided, id, facts);
}

/** The money that moved with the fact: what was taken first, then what was let go, given back and asked back. */
async function applyMovements(deps: Deps, tx: Tx, before: PaymentRow, fact: Fact): Promise<PaymentRow> {
  const taken = await mergeCaptures(deps, tx, before, fact);
  const closed = await releaseRest(deps, tx, taken, fact.said);
  const given = await mergeRefunds(deps, tx, closed, fact);
  return mergeDisputes(deps, tx, given, fact);
}

/** Once no more can be taken, what is left of the promise is gone. */
async function releaseRest({ world }: Deps, tx: Tx, payment: PaymentRow, said: ProviderPayment): Promise<PaymentRow> {
  const { capturedMinor, authorizedMinor, releasedMinor } = payment;
  const rest = authorizedMinor - capturedMinor - releasedMinor;
  if (said.state !== "CAPTURED" || !isCertain(payment.state) || capturedMinor === 0 || rest === 0) return payment;
  const released = { ...payment, releasedMinor: releasedMinor + rest };
  return updatePayment(tx, payment, {
    releasedMinor: released.releasedMinor,
    state: stateByAmounts(released),
    changedAt: world.now(),
  });
}

/** Where the payment is has not changed, but an answer may bring another step for the customer. */
async function refresh(tx: Tx, payment: PaymentRow, { source, said }: Fact): Promise<PaymentRow> {
  if (source !== "API" || payment.state !== "REQUIRES_ACTION") return payment;
  const { card, clientAction } = shownBy(payment, said);
  return updatePayment(tx, payment, { clientAction: clientAction ?? null, card: card ?? null });
}
