/** Void and release operations: give up the authorised amount of a whole checkout, or the uncaptured rest of a payment. */
import type { payments as contract } from "@hansa/contracts/payments";
import { recordFencingToken } from "@hansa/kit/coordination";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { closeCheckout } from "../../store/payments/closed-checkouts.ts";
import { hasEvent } from "../../store/payments/events.ts";
import { findLivePayment, findPayment, linkOrder } from "../../store/payments/queries.ts";
import { recordEvent } from "../payment/alarms.ts";
import { type Operation, runOperation } from "./driver.ts";

type Void = InputOf<typeof contract.void>;
type Voided = OutputOf<typeof contract.void>;
type Release = InputOf<typeof contract.releaseRest>;
type Released = OutputOf<typeof contract.releaseRest>;

/** Closes the checkout up to a version, so that no new payment can start, then voids its live payment. */
export async function voidPayments(deps: Deps, request: Void): Promise<Voided> {
  const { checkoutId, version, order, isLate, fencingToken = null } = request;
  await deps.store.write("close-checkout", async (tx) => {
    await recordFencingToken(tx, fencingToken);
    await closeCheckout(tx, checkoutId, version, deps.store.now());
    if (order) await linkOrder(tx, checkoutId, order);
    if (isLate) await recordLateness(deps, tx, checkoutId);
  });
  return runOperation(deps, "begin-void", voidPayment, request);
}

/** Records once in the payment's events that it is given up because its authorisation came too late. */
async function recordLateness(deps: Deps, tx: Tx, checkoutId: string): Promise<void> {
  const payment = await findLivePayment(tx, checkoutId);
  if (!payment || (await hasEvent(tx, payment.id, "late", {}))) return;
  await recordEvent(deps, tx, payment, { kind: "late", fact: { source: "API", providerEventId: null } });
}

/** A call with an unknown outcome is settled first: otherwise money could stay authorised without our knowledge. */
const voidPayment: Operation<Void, Voided> = {
  findPayment: (db, { checkoutId }) => findLivePayment(db, checkoutId),
  withoutPayment: { outcome: "voided" },
  check: async (_tx, payment, { version, unlessAuthorized }, open) => {
    const { capturedMinor, state } = payment;
    if (payment.version > version) return { outcome: "voided" };
    if (capturedMinor > 0) return { outcome: "captured", capturedMinor };
    return !open && state === "AUTHORIZED" && unlessAuthorized ? { outcome: "authorized" } : undefined;
  },
  begin: async () => ({ request: { name: "void" } }),
};

/** Releases the uncaptured amount once no more will be captured. Captures stay; without captures the payment is voided. */
export const release: Operation<Release, Released> = {
  findPayment: (db, { paymentId }) => findPayment(db, paymentId),
  withoutPayment: { outcome: "released" },
  check: async (_tx, { state }, _asked, open) => {
    const isPromised = state === "AUTHORIZED" || state === "PARTIALLY_CAPTURED";
    return open || isPromised ? undefined : { outcome: "released" };
  },
  begin: async () => ({ request: { name: "void" } }),
};
