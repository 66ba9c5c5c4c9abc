/** Client of the other services: collects personal data, finds unsent orders and erases guests. */
import { orders } from "@hansa/contracts/orders";
import { payments } from "@hansa/contracts/payments";
import type { personalData } from "@hansa/contracts/personal-data";
import { products } from "@hansa/contracts/products";
import { callPeer, type OutputOf, type PeerOptions } from "@hansa/kit/rpc";

export type Peers = { products: PeerOptions; orders: PeerOptions; payments: PeerOptions };
export type Sections = OutputOf<typeof personalData>["sections"];

/**
 * Collects the data of a person from all three services, and from orders also their guest orders (`email` is the verified address or null).
 * Throws if a service does not answer: missing data must not look like no data.
 */
export async function collectPersonalData(
  peers: Peers,
  userId: string,
  email: string | null,
): Promise<Record<keyof Peers | "withoutAccount", Sections>> {
  const [inProducts, inOrders, inPayments, asGuest] = await Promise.all([
    callPeer(peers.products, products.personalData, { userId }),
    callPeer(peers.orders, orders.personalData, { userId }),
    callPeer(peers.payments, payments.personalData, { userId }),
    email === null ? { sections: {} } : callPeer(peers.orders, orders.guestData, { email }),
  ]);
  return {
    products: inProducts.sections,
    orders: inOrders.sections,
    payments: inPayments.sections,
    withoutAccount: asGuest.sections,
  };
}

/**
 * Finds the numbers of the person's unsent orders; with `cancel`, orders first cancels those that it can. Throws SUBGRAPH_UNAVAILABLE if orders
 * does not answer: then no erasure begins.
 */
export async function findUnsentOrders(
  peers: Peers,
  request: { userId: string | null; email: string | null; cancel: boolean },
): Promise<string[]> {
  return (await callPeer(peers.orders, orders.unsentOrders, request)).numbers;
}

/** Asks orders to erase the guest orders under this address. Throws if orders does not confirm. */
export async function requestGuestErasure(peers: Peers, id: string, email: string): Promise<void> {
  await callPeer(peers.orders, orders.eraseGuest, { id, email });
}
