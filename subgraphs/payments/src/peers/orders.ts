/** Client of the orders service: reads the amount due of a checkout and notifies orders of payment changes. */
import { orders } from "@hansa/contracts/orders";
import { callPeer, type OutputOf, type PeerOptions } from "@hansa/kit/rpc";
import type { Log } from "@hansa/kit/runtime";

export type Payable = OutputOf<typeof orders.payable>;

/** Reads the amount due of a checkout for this user or a guest. Locks the checkout; repeated calls return the same result. */
export function fetchPayable(peer: PeerOptions, checkoutId: string, userId: string | null): Promise<Payable> {
  return callPeer(peer, orders.payable, { checkoutId, userId });
}

/** Notifies orders of a change. A lost notification does no harm: orders consumes our events. */
export async function notifyPaymentChanged(peer: PeerOptions, log: Log, checkoutId: string): Promise<void> {
  try {
    await callPeer(peer, orders.paymentChanged, { checkoutId });
  } catch (error) {
    log.warn({ err: error }, "orders peer: payment change not notified, orders consumes the event later");
  }
}
