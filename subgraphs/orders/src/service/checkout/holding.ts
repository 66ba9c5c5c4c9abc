/** Holding the goods of a checkout that was opened: all of them, or none, and then why not. */
import { freeKey, keepAnswer, type RequestKey } from "@hansa/kit/idempotency";
import { refusal } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { reserveStock } from "../../peers/peers.ts";
import { findCart, saveCartLines, touchCart } from "../../store/carts.ts";
import { changeCheckout, dropUnheld, findCheckout } from "../../store/checkouts.ts";
import type { CartLineRow, CartRow, CheckoutRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { cartConflict, notSold, outOfStock, priceChanged, reservationLimit, type ShortLine } from "./refusals.ts";
import { giveBackGoods } from "./releases.ts";

type Started = Answer<"CheckoutStartResult">;

/** A checkout that stands in the store, with the cart's lines as they were then; its goods are not held yet. */
export type Opened = {
  __typename: "Opened";
  key: RequestKey;
  cart: CartRow;
  lines: CartLineRow[];
  checkout: CheckoutRow;
};

/**
 * Asks products to hold, and writes down what came of it. An answer that does not come leaves the row for the next try. Two tries at
 * once may hear different answers: once goods are held for the checkout, that is what counts.
 */
export async function holdGoods(context: Context, opened: Opened): Promise<Started> {
  const { store, world, peers } = context;
  const { key, cart, lines, checkout } = opened;
  const answer = await reserveStock(peers, {
    checkoutId: checkout.id,
    cartId: cart.id,
    userId: cart.ownerId,
    network: checkout.network,
    currency: cart.currency,
    expiresAt: checkout.holdUntil,
    asOf: store.now(),
    lines: lines.map(({ variantId, quantity, unitPriceMinor }) => ({
      variantId,
      quantity,
      expectedPriceMinor: unitPriceMinor,
    })),
  });
  if (answer.outcome === "held") {
    return store.write("keep-held-checkout", async (tx) => {
      const held = await changeCheckout(tx, checkout.id, ["OPEN"], { held: true });
      if (!held) return overtaken(tx, context, opened);
      await keepAnswer(tx, context, key, { checkoutId: held.id });
      return { __typename: "CheckoutStarted", checkout: held };
    });
  }
  const refused = await store.write("drop-refused-checkout", async (tx): Promise<Started> => {
    if (!(await dropUnheld(tx, checkout.id))) return overtaken(tx, context, opened);
    await freeKey(tx, key);
    const lineOf = new Map(lines.map((line) => [line.variantId, line]));
    switch (answer.outcome) {
      case "outOfStock":
        return outOfStock(nameLines(answer.lines, lines));
      case "reservationLimit":
        return reservationLimit(nameLines(answer.lines, lines));
      case "holdLimit": {
        const message = "More would be held for you than the shop allows.";
        return { ...refusal("HoldLimitError", "HOLD_LIMIT", message), maximum: answer.maximum };
      }
      case "priceChanged": {
        const gone = answer.lines.filter((line) => line.priceMinor === null);
        if (gone.length > 0)
          return notSold(
            gone.map((line) => line.variantId),
            cart.currency,
          );
        const changes = answer.lines.flatMap(({ variantId, priceMinor }) => {
          const line = lineOf.get(variantId);
          return line && priceMinor !== null
            ? [{ line: { ...line, unitPriceMinor: priceMinor }, wasMinor: line.unitPriceMinor }]
            : [];
        });
        await saveCartLines(
          tx,
          changes.map((change) => change.line),
        );
        return priceChanged(await touchCart(tx, cart.id, world.now()), changes);
      }
      case "gone":
        return cartConflict((await findCart(tx, cart.id)) ?? cart);
    }
  });
  await giveBackGoods(context, cart.id);
  return refused;
}

/** Adds what the buyer knows the variants by. */
function nameLines(short: readonly Omit<ShortLine, "sku" | "title">[], lines: readonly CartLineRow[]): ShortLine[] {
  return short.map((line) => {
    const named = lines.find(({ variantId }) => variantId === line.variantId);
    return { ...line, sku: named?.sku ?? "", title: named?.title ?? "" };
  });
}

/** What this try heard does not count any more: another one has held the goods, or the cart was changed meanwhile. */
async function overtaken(tx: Tx, context: Context, { key, cart, checkout: { id } }: Opened): Promise<Started> {
  const checkout = await findCheckout(tx, id);
  if (!checkout?.held || checkout.state === "EXPIRED") {
    await freeKey(tx, key);
    return cartConflict((await findCart(tx, cart.id)) ?? cart);
  }
  await keepAnswer(tx, context, key, { checkoutId: id });
  return { __typename: "CheckoutStarted", checkout };
}
