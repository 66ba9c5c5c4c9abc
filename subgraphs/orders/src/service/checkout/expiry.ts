/** The end of a hold: what nobody pays for is let go, but never while its payment may still be certain. */
import type { Deps } from "../../context.ts";
import { extendHold, findAuthorized, voidPayments } from "../../peers/peers.ts";
import { changeCheckout, expireOverdue, findOverdueCheckouts } from "../../store/checkouts.ts";
import type { CheckoutRow } from "../../store/tables.ts";
import { holdEnd } from "./hold-times.ts";
import { placeIfPaid } from "./paid.ts";
import { giveBackGoods } from "./releases.ts";

/** Ends open checkouts whose time is up, then gives back what expired ones hold. */
export async function expireCheckouts(deps: Deps): Promise<void> {
  const { store } = deps;
  const now = store.now();
  for (const { id } of await store.read((db) => findOverdueCheckouts(db, "OPEN", now))) {
    await store.write("expire-checkout", (tx) => expireOverdue(tx, id, now));
  }
  await giveBackGoods(deps);
}

/** Sees to overdue checkouts with a payment in progress. Apart from the others, which must not wait while payments does not answer. */
export async function endOverduePayments(deps: Deps): Promise<void> {
  const { store } = deps;
  for (const checkout of await store.read((db) => findOverdueCheckouts(db, "AWAITING_PAYMENT", store.now()))) {
    if (checkout.givingUp) continue;
    try {
      await endPayment(deps, checkout);
    } catch (error) {
      deps.log.warn({ err: error, checkoutId: checkout.id }, "the payment of an overdue checkout is ended later");
    }
  }
}

/** Keeps the goods while the buyer may still be paying; after the longest hold the payment is voided, unless it turns out to be certain. */
async function endPayment(deps: Deps, checkout: CheckoutRow): Promise<void> {
  const { store, peers } = deps;
  const until = holdEnd(deps, checkout);
  if (until > store.now() && (await extendHold(deps, checkout.id, until)).outcome === "held") {
    await store.write("extend-checkout", (tx) =>
      changeCheckout(tx, checkout.id, ["AWAITING_PAYMENT"], { holdUntil: until }),
    );
    return;
  }
  const { id, version } = checkout;
  const answer = await voidPayments(peers, null, { checkoutId: id, version, unlessAuthorized: true, order: null });
  if (answer.outcome === "voided") {
    await store.write("expire-unpaid-checkout", (tx) =>
      changeCheckout(tx, id, ["AWAITING_PAYMENT"], { state: "EXPIRED" }),
    );
  } else if (answer.outcome !== "unknown") {
    const { payment } = await findAuthorized(peers, id);
    if (payment)
      await store.write("place-order-at-expiry", (tx) => placeIfPaid(deps, tx, { checkoutId: id, ...payment }));
  }
}
