/** Completion of a checkout: places the order of a paid or free checkout, once, and waits for its confirmation. */
import type { AuthorizedPayment } from "@hansa/contracts/payments";
import { writeOnce } from "@hansa/kit/coordination";
import { isRefusal, notFound } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { CheckoutCompleteInput } from "../../generated/resolvers.ts";
import { findAuthorizedPayment } from "../../peers/peers.ts";
import { findLinesByCarts } from "../../store/cart/carts.ts";
import { findCheckout } from "../../store/checkout/checkouts.ts";
import { findOrdersByCheckouts, findOrdersByIds } from "../../store/order/orders.ts";
import {
  cartOf,
  createRequestKey,
  deriveGuestToken,
  findOwnCheckout,
  isCheckoutBuyer,
  isGuestOrder,
} from "../access.ts";
import {
  checkoutExpired,
  checkoutIncomplete,
  checkoutLocked,
  guestHeaderMissing,
  paymentRequired,
  promotionUsedUp,
} from "../checkout-refusals.ts";
import type { MutationResult } from "../mutation-results.ts";
import { findMissing } from "../pricing/checkout-pricing.ts";
import { dropUsedUpPromotions } from "../pricing/checkout-promotions.ts";
import { isLatePayment } from "./late-payments.ts";
import { coversCheckout, placeOrder } from "./placement.ts";

type Completed = MutationResult<"CheckoutCompleteResult">;
const storedResponse = z.object({ orderId: z.string() });

/** The maximum time that a buyer waits before the order is shown in its current state: 8 seconds, less a margin for the response. */
const maxWaitMs = 7_000;

/** Places the order of a paid (or free) checkout and waits a limited time for its outcome. Repeated requests place one order. */
export async function completeCheckout(context: Context, input: CheckoutCompleteInput): Promise<Completed> {
  const { store, peers, runtime } = context;
  const giveUpAt = runtime.monotonic() + maxWaitMs;
  const seen = await store.read((db) => findOwnCheckout(context, db, input.checkoutId));
  if (!seen) return notFound("checkout", ["input", "checkoutId"]);
  if (!isCheckoutBuyer(context, seen)) return guestHeaderMissing();
  const mayBePaid =
    (seen.state === "AWAITING_PAYMENT" || seen.state === "OPEN") && !seen.reopening && seen.totalMinor > 0;
  const authorized = mayBePaid ? (await findAuthorizedPayment(peers, seen.id)).payment : null;

  const key = createRequestKey(context, "checkoutComplete", seen.id, input);
  const done = await writeOnce(context, { name: "place-order", key, shape: storedResponse }, (tx) =>
    findOrPlaceOrder(context, tx, seen.id, authorized),
  );
  if (isRefusal(done)) {
    if (done.__typename !== "PromotionUsedUpError") return done;
    // The refusal rolled back its transaction, so repricing is a separate write. If it is lost, the next attempt repeats it.
    const cart = await store.write("drop-promotions", async (tx) => {
      await dropUsedUpPromotions(tx, seen.id, runtime.now());
      return cartOf(tx, seen);
    });
    return { ...done, cart };
  }
  const { orderId } = done;
  await context.processor.process(orderId, giveUpAt - runtime.monotonic());
  const [order] = await store.read((db) => findOrdersByIds(db, [orderId]));
  if (!order) throw new Error("a placed order does not exist");
  return {
    __typename: "CheckoutCompleted",
    order,
    guestToken: isGuestOrder(order) ? deriveGuestToken(context.guestSecret, order) : null,
  };
}

/** The id of the checkout's order: the existing one, or a new one if the checkout is paid or free; otherwise the refusal. */
async function findOrPlaceOrder(context: Context, tx: Tx, checkoutId: string, payment: AuthorizedPayment | null) {
  const checkout = await findCheckout(tx, checkoutId);
  if (!checkout) return notFound("checkout", ["input", "checkoutId"]);
  const [existing] = await findOrdersByCheckouts(tx, [checkout.id]);
  if (existing) return { orderId: existing.id };
  if (checkout.state === "EXPIRED") return checkoutExpired(await cartOf(tx, checkout));
  if (checkout.reopening) return checkoutLocked(checkout);
  const cartLines = await findLinesByCarts(tx, [checkout.cartId]);
  const missing = findMissing(checkout, cartLines);
  if (missing.length > 0) return checkoutIncomplete(missing);
  const isFree = checkout.totalMinor === 0;
  if (!isFree && !(payment && coversCheckout(payment, checkout))) return paymentRequired(checkout);
  // The event of the payment ends the checkout and gives the payment back.
  if (!isFree && payment && (await isLatePayment(tx, payment))) return checkoutExpired(await cartOf(tx, checkout));
  const placement = await placeOrder(context, tx, { checkout, cartLines }, isFree ? null : payment);
  if ("placed" in placement) return { orderId: placement.placed.id };
  return placement.refused === "CHANGED"
    ? checkoutLocked(checkout)
    : promotionUsedUp(placement.refused, await cartOf(tx, checkout));
}
