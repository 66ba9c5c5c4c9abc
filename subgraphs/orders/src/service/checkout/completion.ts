/** Completing a checkout: what is paid for becomes an order, whoever notices first that it is paid. */
import { findEarlier, keepAnswer, type RequestKey } from "@hansa/kit/idempotency";
import { keyInProgress, keyReused, notFound } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { CheckoutCompleteInput } from "../../generated/resolvers.ts";
import { findAuthorized } from "../../peers/peers.ts";
import { findLinesByCarts } from "../../store/carts.ts";
import { findCheckout } from "../../store/checkouts.ts";
import { findOrdersByCheckouts, findOrdersByIds } from "../../store/orders.ts";
import type { CheckoutRow, OrderRow } from "../../store/tables.ts";
import { guestToken, userIdOf } from "../access.ts";
import type { Answer } from "../answers.ts";
import { type Paid, placeOrder } from "./placing.ts";
import { checkoutExpired, checkoutIncomplete, checkoutLocked, paymentRequired } from "./refusals.ts";
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

  const placed = await store.write("place-order", (tx) =>
    placeOnce(tx, context, input, seen, isExact ? authorized : null),
  );
  if (placed.__typename !== "Placed") return placed;
  await context.runner.finish(placed.order.id, giveUpAt - world.monotonic());
  const [order] = await store.read((db) => findOrdersByIds(db, [placed.order.id]));
  if (!order) throw new Error("an order that was placed is gone");
  return {
    __typename: "CheckoutCompleted",
    order,
    guestToken: order.customerId === null ? guestToken(context.guestSecret, order.id) : null,
  };
}

type Placed = { __typename: "Placed"; order: OrderRow };

async function placeOnce(
  tx: Tx,
  context: Context,
  input: CheckoutCompleteInput,
  seen: CheckoutRow,
  authorized: Paid,
): Promise<Completed | Placed> {
  const { world, notes } = context;
  const key: RequestKey = {
    scope: userIdOf(context) ?? seen.id,
    key: input.idempotencyKey,
    operation: "checkoutComplete",
    request: input,
  };
  const earlier = await findEarlier(tx, key, world.now());
  if (earlier.outcome === "reused") return keyReused();
  if (earlier.outcome === "inProgress") return keyInProgress(earlier.retryAfterMs);
  if (earlier.outcome === "done") {
    const [order] = await findOrdersByIds(tx, [kept.parse(earlier.answer).orderId]);
    if (!order) throw new Error("an order that was answered is gone");
    notes.replayed = true;
    return { __typename: "Placed", order };
  }

  const checkout = await findCheckout(tx, seen.id);
  if (!checkout) return notFound("checkout", ["input", "checkoutId"]);
  const order = await orderOf(tx, context, checkout, seen, authorized);
  if ("__typename" in order) return order;
  await keepAnswer(tx, key, world.now(), { orderId: order.id });
  return { __typename: "Placed", order };
}

/** The order of the checkout: the one there is, or a new one if it is paid for or free; else why not. */
async function orderOf(tx: Tx, context: Context, checkout: CheckoutRow, seen: CheckoutRow, authorized: Paid) {
  const [existing] = await findOrdersByCheckouts(tx, [checkout.id]);
  if (existing) return existing;
  if (checkout.state === "EXPIRED") return checkoutExpired(await cartOf(tx, checkout));
  if (checkout.givingUp) return checkoutLocked(checkout);
  const missing = findMissing(checkout, await findLinesByCarts(tx, [checkout.cartId]));
  if (missing.length > 0) return checkoutIncomplete(missing);
  const isFree = checkout.totalMinor === 0;
  if (!isFree && (!authorized || checkout.version !== seen.version)) return paymentRequired(checkout);
  const order = await placeOrder(context, tx, checkout, isFree ? null : authorized);
  return order ?? checkoutLocked(checkout);
}
