/** Completing a checkout: what is paid for becomes an order, whoever notices first that it is paid. */
import { once } from "@hansa/kit/once";
import { notFound } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { CheckoutCompleteInput } from "../../generated/resolvers.ts";
import { findAuthorized } from "../../peers/peers.ts";
import { findLinesByCarts } from "../../store/carts.ts";
import { findCheckout } from "../../store/checkouts.ts";
import { findOrdersByCheckouts, findOrdersByIds } from "../../store/orders.ts";
import type { CheckoutRow } from "../../store/tables.ts";
import { guestToken } from "../access.ts";
import type { Answer } from "../answers.ts";
import { keyFor } from "../order/access.ts";
import { type Paid, placeOrder } from "./placing.ts";
import { dropUsedUpPromotions, takePromotionUses } from "./promotions.ts";
import { checkoutExpired, checkoutIncomplete, checkoutLocked, paymentRequired, promotionUsedUp } from "./refusals.ts";
import { findMissing } from "./totals.ts";
import { cartOf, findUsable } from "./usable.ts";

type Completed = Answer<"CheckoutCompleteResult">;
const kept = z.object({ orderId: z.string() });

/** How long a buyer waits in all before the order is shown as far as it is: 8 seconds, less a margin for the way back. */
const patienceMs = 7_000;

/** Places the order of a paid (or free) checkout and waits a while for its outcome. However often it is sent, there is one order. */
export async function completeCheckout(context: Context, input: CheckoutCompleteInput): Promise<Completed> {
  const { store, peers, world } = context;
  const giveUpAt = world.monotonic() + patienceMs;
  const seen = await store.read((db) => findUsable(db, context, input.checkoutId));
  if (!seen) return notFound("checkout", ["input", "checkoutId"]);
  const mayBePaid =
    (seen.state === "AWAITING_PAYMENT" || seen.state === "OPEN") && !seen.givingUp && seen.totalMinor > 0;
  const authorized = mayBePaid ? (await findAuthorized(peers, seen.id)).payment : null;
  const isExact =
    authorized?.amountMinor === seen.totalMinor &&
    authorized.currency === seen.currency &&
    authorized.version === seen.version;

  const key = keyFor(context, "checkoutComplete", seen.id, input);
  const done = await once<{ orderId: string }, Completed>(context, "place-order", key, kept, async (tx, refuse) => {
    const order = await orderOf(tx, context, seen, isExact ? authorized : null);
    return "__typename" in order ? refuse(order) : { orderId: order.id };
  });
  if ("refused" in done) {
    const { refused } = done;
    if (refused.__typename !== "PromotionUsedUpError") return refused;
    // The refusal undid all that its transaction wrote, so the new prices are a write of their own: without it, the next try makes it.
    const cart = await store.write("drop-promotions", async (tx) => {
      await dropUsedUpPromotions(tx, context.rules, seen.id, world.now());
      return cartOf(tx, seen);
    });
    return { ...refused, cart };
  }
  const { orderId } = done.kept;
  await context.runner.finish(orderId, giveUpAt - world.monotonic());
  const [order] = await store.read((db) => findOrdersByIds(db, [orderId]));
  if (!order) throw new Error("an order that was placed is gone");
  return {
    __typename: "CheckoutCompleted",
    order,
    guestToken: order.customerId === null ? guestToken(context.guestSecret, order.id) : null,
  };
}

/** The order of the checkout: the one there is, or a new one if it is paid for or free; else why not. */
async function orderOf(tx: Tx, context: Context, seen: CheckoutRow, authorized: Paid) {
  const checkout = await findCheckout(tx, seen.id);
  if (!checkout) return notFound("checkout", ["input", "checkoutId"]);
  const [existing] = await findOrdersByCheckouts(tx, [checkout.id]);
  if (existing) return existing;
  if (checkout.state === "EXPIRED") return checkoutExpired(await cartOf(tx, checkout));
  if (checkout.givingUp) return checkoutLocked(checkout);
  const missing = findMissing(checkout, await findLinesByCarts(tx, [checkout.cartId]));
  if (missing.length > 0) return checkoutIncomplete(missing);
  const isFree = checkout.totalMinor === 0;
  if (!isFree && (!authorized || checkout.version !== seen.version)) return paymentRequired(checkout);
  const usedUp = await takePromotionUses(tx, context.rules, checkout, context.world.now());
  if (usedUp) return promotionUsedUp(usedUp, await cartOf(tx, checkout));
  const order = await placeOrder(context, tx, checkout, isFree ? null : authorized);
  return order ?? checkoutLocked(checkout);
}
