/** What users asks of the other services: everything that they know about one person, and that somebody without an account is forgotten. */
import { orders } from "@hansa/contracts/orders";
import { payments } from "@hansa/contracts/payments";
import type { personalData } from "@hansa/contracts/personal-data";
import { products } from "@hansa/contracts/products";
import type { OutputOf } from "@hansa/kit/contract";
import { ask, type PeerOptions } from "@hansa/kit/peers";

export type Peers = { products: PeerOptions; orders: PeerOptions; payments: PeerOptions };
export type Sections = OutputOf<typeof personalData>["sections"];

/**
 * Asks all three at once, and orders also for what was bought under their own address (null: they never showed that it is theirs) without an
 * account. Throws if one of them does not answer: what is missing must not look like nothing.
 */
export async function collectFromPeers(
  peers: Peers,
  userId: string,
  email: string | null,
): Promise<Record<keyof Peers | "withoutAccount", Sections>> {
  const [inProducts, inOrders, inPayments, asGuest] = await Promise.all([
    ask(peers.products, products.personalData, { userId }),
    ask(peers.orders, orders.personalData, { userId }),
    ask(peers.payments, payments.personalData, { userId }),
    email === null ? { sections: {} } : ask(peers.orders, orders.guestData, { email }),
  ]);
  return {
    products: inProducts.sections,
    orders: inOrders.sections,
    payments: inPayments.sections,
    withoutAccount: asGuest.sections,
  };
}

/**
 * The numbers of the person's orders that still have to be sent, after what can be cancelled was, if asked for. Throws SUBGRAPH_UNAVAILABLE if
 * orders does not answer: then nobody is erased.
 */
export async function findUnsentOrders(
  peers: Peers,
  asked: { userId: string | null; email: string | null; cancel: boolean },
): Promise<string[]> {
  return (await ask(peers.orders, orders.unsentOrders, asked)).numbers;
}

/** Tells orders to forget whoever bought under this address without an account. Throws if it has not heard. */
export async function tellOfGuest(peers: Peers, id: string, email: string): Promise<void> {
  await ask(peers.orders, orders.forgetGuest, { id, email });
}
