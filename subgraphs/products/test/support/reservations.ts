/** Reservations of tests: requests of buyers, and the settings and metrics of their limits. */
import { events } from "@hansa/contracts/events";
import { products as contract } from "@hansa/contracts/products";
import type { ReservationLimits } from "@hansa/contracts/shop-limits";
import { callPeer } from "@hansa/kit/rpc";
import { noon, type Shop } from "./shop.ts";

export const minute = 60_000;
export const day = 24 * 60 * minute;
type Buyer = { userId?: string; isVerified?: boolean; network?: string; cartId?: string };
type Line = { variantId: string; quantity: number; expiresAt?: number };

/** A guest of a known network. */
export const guest: Buyer = { network: "one" };

/** Asks products for a reservation of one line, as orders does. */
export function reserve({ peer }: Shop, checkoutId: string, line: Line, buyer: Buyer) {
  const { variantId, quantity, expiresAt = noon + 15 * minute } = line;
  return callPeer(peer, contract.reserve, {
    checkoutId,
    cartId: buyer.cartId ?? `cart_of_${checkoutId}`,
    userId: buyer.userId ?? null,
    isVerified: buyer.isVerified ?? false,
    network: buyer.network ?? null,
    currency: "EUR",
    expiresAt,
    lines: [{ variantId, quantity, expectedPriceMinor: 1_000 }],
  });
}

/** Buys units of a variant: reserves and commits them for a checkout. */
export async function buyUnits(s: Shop, checkoutId: string, variantId: string, quantity: number): Promise<void> {
  const held = await reserve(s, checkoutId, { variantId, quantity, expiresAt: s.runtime.now() + 15 * minute }, {});
  const sold = await callPeer(s.peer, contract.commit, { checkoutId });
  if (sold.outcome !== "committed") throw new Error(JSON.stringify({ held, sold }));
}

/** Ends the commitment of units by a cause with one line. */
export function endUnits(
  s: Shop,
  of: { checkoutId: string; variantId: string },
  outcome: "sent" | "cancelled",
  { causeId, quantity }: { causeId: string; quantity: number },
) {
  const lines = [{ lineId: `line_${of.checkoutId}`, variantId: of.variantId, quantity }];
  return callPeer(s.peer, contract.endCommitment, { checkoutId: of.checkoutId, causeId, outcome, lines });
}

/** Publishes limits of reservations as orders does, and waits until products has them. */
export async function setReservationLimits(s: Shop, reservationLimits: Partial<ReservationLimits>): Promise<void> {
  const settings = { name: "Kontor", currencies: ["EUR"], country: "DE", lowStockThreshold: 5, timeZone: "UTC" };
  s.peers.orders.tell(events.shopSettingsChanged, { ...settings, reservationLimits });
  await s.service.catchUp();
}

/** The lines of a metric. */
export async function metricsOf(s: Shop, name: string): Promise<string[]> {
  const text = await s.service.deps.metrics.registry.metrics();
  return text.split("\n").filter((line) => line.startsWith(name));
}
