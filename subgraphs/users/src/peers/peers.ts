/** What users asks of the other services: everything that they know about one person. */
import { orders } from "@hansa/contracts/orders";
import { payments } from "@hansa/contracts/payments";
import type { personalData } from "@hansa/contracts/personal-data";
import { products } from "@hansa/contracts/products";
import type { OutputOf } from "@hansa/kit/contract";
import { ask, type PeerOptions } from "@hansa/kit/peers";

export type Peers = { products: PeerOptions; orders: PeerOptions; payments: PeerOptions };
export type Sections = OutputOf<typeof personalData>["sections"];

/** Asks all three at once. Throws if one of them does not answer: what is missing must not look like nothing. */
export async function collectFromPeers(peers: Peers, userId: string): Promise<Record<keyof Peers, Sections>> {
  const [inProducts, inOrders, inPayments] = await Promise.all([
    ask(peers.products, products.personalData, { userId }),
    ask(peers.orders, orders.personalData, { userId }),
    ask(peers.payments, payments.personalData, { userId }),
  ]);
  return { products: inProducts.sections, orders: inOrders.sections, payments: inPayments.sections };
}
