/** Reservation of the goods of an opened checkout: all of them, or a refusal. */
import { type RequestKey, releaseKey, type StoredResponse, storeResponse } from "@hansa/kit/coordination";
import { refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { reserveStock } from "../../peers/peers.ts";
import { findCart, saveCartLines, touchCart } from "../../store/cart/carts.ts";
import { changeCheckout, expireUnreserved, findCheckout } from "../../store/checkout/checkouts.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CartLineRow, CartRow, CheckoutRow } from "../../store/tables.ts";
import {
  cartConflict,
  notSold,
  outOfStock,
  priceChanged,
  reservationLimit,
  type ShortLine,
} from "../checkout-refusals.ts";
import type { MutationResult } from "../mutation-results.ts";
import { shortenedReservation } from "./expiry-times.ts";
import { releaseExpiredReservations } from "./release.ts";

type Started = MutationResult<"CheckoutStartResult">;

/** A stored checkout whose goods are not reserved yet, with the cart's lines at that time. */
export type OpenedCheckout = {
  __typename: "Opened";
  key: RequestKey;
  cart: CartRow;
  lines: CartLineRow[];
  checkout: CheckoutRow;
};

/**
 * Reserves the goods in products and stores the outcome. A missing answer leaves the row for the next attempt. Two concurrent attempts may
 * receive different answers: an existing reservation for the checkout takes precedence.
 */
export async function reserveGoods(context: Context, opened: OpenedCheckout, isVerified: boolean): Promise<Started> {
  const { store, runtime, peers } = context;
  const { key, cart, lines, checkout } = opened;
  const response = await reserveStock(peers, {
    checkoutId: checkout.id,
    cartId: cart.id,
    userId: cart.ownerId,
    isVerified,
    network: checkout.network,
    currency: cart.currency,
    expiresAt: checkout.reservedUntil,
    asOf: store.now(),
    lines: lines.map(({ variantId, quantity, unitPriceMinor }) => ({
      variantId,
      quantity,
      expectedPriceMinor: unitPriceMinor,
    })),
  });
  if (response.outcome === "reserved") {
    return store.write("record-reserved-checkout", async (tx) => {
      const half = response.isShortened ? shortenedReservation(store.now(), await findSettings(tx), checkout) : {};
      const reserved = await changeCheckout(tx, checkout.id, ["OPEN"], { reserved: true, ...half });
      if (!reserved) return resolveOutdatedAttempt(context, tx, opened);
      await storeResponse(context, tx, key, { checkoutId: reserved.id });
      return { __typename: "CheckoutStarted", checkout: reserved };
    });
  }
  const refused = await store.write("drop-refused-checkout", async (tx): Promise<Started> => {
    if (!(await expireUnreserved(tx, checkout.id)) && !(await wasRefusedMeanwhile(tx, opened)))
      return resolveOutdatedAttempt(context, tx, opened);
    const earlier = await releaseKey(context, tx, key);
    if (earlier) return findStarted(tx, earlier);
    const lineOf = new Map(lines.map((line) => [line.variantId, line]));
    switch (response.outcome) {
      case "outOfStock":
        return outOfStock(addNames(response.lines, lines));
      case "reservationLimit":
        return reservationLimit(addNames(response.lines, lines), adviceFor(context, checkout, isVerified));
      case "reservedUnitsLimit": {
        const message = "More would be reserved for you than the shop allows.";
        return { ...refusal("ReservedUnitsLimitError", "RESERVED_UNITS_LIMIT", message), maximum: response.maximum };
      }
      case "priceChanged": {
        const unsold = response.lines.filter((line) => line.priceMinor === null);
        if (unsold.length > 0)
          return notSold(
            unsold.map((line) => line.variantId),
            cart.currency,
          );
        const changes = response.lines.flatMap(({ variantId, priceMinor }) => {
          const line = lineOf.get(variantId);
          return line && priceMinor !== null
            ? [{ line: { ...line, unitPriceMinor: priceMinor }, wasMinor: line.unitPriceMinor }]
            : [];
        });
        await saveCartLines(
          tx,
          changes.map((change) => change.line),
        );
        return priceChanged(await touchCart(tx, cart.id, runtime.now()), changes);
      }
      case "gone":
        return cartConflict((await findCart(tx, cart.id)) ?? cart);
    }
  });
  await releaseExpiredReservations(context, cart.id);
  return refused;
}

/** Tells a developer why buyers who have reserved nothing may be refused; null in production, and for the limit of one buyer. */
function adviceFor({ production }: Context, { network }: CheckoutRow, isVerified: boolean): string | null {
  if (production || network === null || isVerified) return null;
  return "All guests of one address count as one buyer: a server that calls for them forwards their addresses, and HANSA_TRUST_PROXY says that it may. See docs/front-ends/frontend.md.";
}

/** Adds SKU and title to the variants. */
function addNames(short: readonly Omit<ShortLine, "sku" | "title">[], lines: readonly CartLineRow[]): ShortLine[] {
  return short.map((line) => {
    const named = lines.find(({ variantId }) => variantId === line.variantId);
    return { ...line, sku: named?.sku ?? "", title: named?.title ?? "" };
  });
}

/** Whether another attempt was refused and ended the checkout, as this one would have done: the cart is the same. */
async function wasRefusedMeanwhile(tx: Tx, { cart, checkout: { id } }: OpenedCheckout): Promise<boolean> {
  const checkout = await findCheckout(tx, id);
  const isRefused = checkout?.state === "EXPIRED" && !checkout.reserved;
  return isRefused && (await findCart(tx, cart.id))?.version === cart.version;
}

/** Resolves an outdated attempt: another one has reserved the goods, or the cart was changed in the meantime. */
async function resolveOutdatedAttempt(
  context: Context,
  tx: Tx,
  { key, cart, checkout: { id } }: OpenedCheckout,
): Promise<Started> {
  const checkout = await findCheckout(tx, id);
  if (!checkout?.reserved || checkout.state === "EXPIRED") {
    const earlier = await releaseKey(context, tx, key);
    return earlier ? findStarted(tx, earlier) : cartConflict((await findCart(tx, cart.id)) ?? cart);
  }
  await storeResponse(context, tx, key, { checkoutId: id });
  return { __typename: "CheckoutStarted", checkout };
}

/** The stored response of a start: the checkout as it is now. */
export async function findStarted(db: Reader, { response }: StoredResponse): Promise<Started> {
  const checkout = await findCheckout(db, storedStart.parse(response).checkoutId);
  if (!checkout) throw new Error("the checkout of a stored response does not exist");
  return { __typename: "CheckoutStarted", checkout };
}

const storedStart = z.object({ checkoutId: z.string() });
