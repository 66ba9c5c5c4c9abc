/** Expiry of reservations: unpaid checkouts end and release their goods, but not while their payment may still succeed. */
import type { Deps } from "../../context.ts";
import { extendReservation, findAuthorizedPayment, voidPayments } from "../../peers/peers.ts";
import { changeCheckout, expireOverdue, findOverdueCheckouts } from "../../store/checkout/checkouts.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CheckoutRow } from "../../store/tables.ts";
import { reservationEnd } from "../reservation/expiry-times.ts";
import { releaseExpiredReservations } from "../reservation/release.ts";
import { placePaidOrder } from "./payment-events.ts";

/** Expires overdue open checkouts, then releases the reservations of expired ones. */
export async function expireCheckouts(deps: Deps): Promise<void> {
  const { store } = deps;
  const now = store.now();
  for (const { id } of await store.read((db) => findOverdueCheckouts(db, "OPEN", now))) {
    await store.write("expire-checkout", (tx) => expireOverdue(tx, id, now));
  }
  await releaseExpiredReservations(deps);
}

/** Ends overdue checkouts with a payment in progress. A separate job, so that the others do not wait while payments does not answer. */
export async function endOverduePayments(deps: Deps): Promise<void> {
  const { store } = deps;
  for (const checkout of await store.read((db) => findOverdueCheckouts(db, "AWAITING_PAYMENT", store.now()))) {
    if (checkout.reopening) continue;
    try {
      await endOverduePayment(deps, checkout);
    } catch (error) {
      deps.log.warn(
        { err: error, checkoutId: checkout.id },
        "checkout expiry: payment of overdue checkout not ended, retried",
      );
    }
  }
}

/** Extends the reservation while the buyer may still pay. At its maximum the payment is voided, or the order placed if it is authorised. */
async function endOverduePayment(deps: Deps, checkout: CheckoutRow): Promise<void> {
  const { store, peers } = deps;
  const settings = await store.read((db) => findSettings(db));
  const until = reservationEnd(store.now(), settings, checkout);
  if (until > store.now() && (await extendReservation(deps, checkout.id, until)).outcome === "reserved") {
    await store.write("extend-checkout", (tx) =>
      changeCheckout(tx, checkout.id, ["AWAITING_PAYMENT"], { reservedUntil: until }),
    );
    return;
  }
  const { id, version } = checkout;
  const response = await voidPayments(peers, null, { checkoutId: id, version, unlessAuthorized: true, order: null });
  if (response.outcome === "voided") {
    await store.write("expire-unpaid-checkout", (tx) =>
      changeCheckout(tx, id, ["AWAITING_PAYMENT"], { state: "EXPIRED" }),
    );
  } else if (response.outcome !== "unknown") {
    const { payment } = await findAuthorizedPayment(peers, id);
    if (payment) await store.write("place-order-at-expiry", (tx) => placePaidOrder(deps, tx, payment));
  }
}
