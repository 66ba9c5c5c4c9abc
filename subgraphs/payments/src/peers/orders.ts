/** What payments asks of orders: what a checkout costs, and to hear that a payment has moved. */
import { orders } from "@hansa/contracts/orders";
import type { OutputOf } from "@hansa/kit/contract";
import type { Log } from "@hansa/kit/log";
import { ask, type PeerOptions } from "@hansa/kit/peers";

export type Payable = OutputOf<typeof orders.payable>;

/** What is to be paid for a checkout, by this user or by a guest. Locks the checkout; asked again it answers the same. */
export function askPayable(peer: PeerOptions, checkoutId: string, userId: string | null): Promise<Payable> {
  return ask(peer, orders.payable, { checkoutId, userId });
}

/** Wakes orders. If it does not hear, nothing is lost: it follows our events. */
export async function tellPaymentChanged(peer: PeerOptions, log: Log, checkoutId: string): Promise<void> {
  try {
    await ask(peer, orders.paymentChanged, { checkoutId });
  } catch (error) {
    log.warn({ err: error }, "orders was not woken; it will find the event by itself");
  }
}
