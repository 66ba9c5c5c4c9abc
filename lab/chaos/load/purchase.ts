/** One purchase, from the cart to the order, by a buyer who may leave after any step. */
import { setTimeout as pause } from "node:timers/promises";
import { completeCheckout, createCart, setShipping, startCheckout, startPaymentOnce } from "@hansa/client/buyer";
import { CheckoutUpdateDocument, PaymentConfirmDocument } from "@hansa/client/documents/purchase";
import { isType, perform, RefusedError, type Route, requireSuccess } from "@hansa/client/mutation";
import type { Good } from "../processes/shop-setup.ts";
import { type Client, routeOf, UnansweredError } from "./client.ts";

export type Wish = {
  /** Its keys begin with this. */
  name: string;
  good: Good;
  quantity: number;
  paymentToken: string;
  /** The step after which the buyer leaves; `payment`: the payment is authorised, and the order is placed without the buyer. */
  leavesAfter: "cart" | "checkout" | "payment" | "never";
};

export type Bought = { id: string; guestToken: string | null; totalMinor: number };
/** How it ended: with an order, or in one word why not. */
export type Ending = { bought: Bought } | { ending: string };

const maxWaitMs = 30_000;
const address = { lastName: "Buyer", line1: "Kai 1", city: "Lübeck", postalCode: "23552", country: "DE" };

export async function purchase(client: Client, wish: Wish): Promise<Ending> {
  const { good, quantity, name, leavesAfter } = wish;
  const route = routeOf(client);
  let step = "cart";
  try {
    const cartId = await createCart(route, { currency: "EUR", lines: [{ variantId: good.variantId, quantity }] });
    if (leavesAfter === "cart") return { ending: "left after cart" };

    step = "start";
    const start = { cartId, email: `${client.name}@chaos.example`, idempotencyKey: `${name}-start` };
    const checkoutId = await startCheckout(route, start);
    if (leavesAfter === "checkout") return { ending: "left after checkout" };

    step = "address";
    if (good.isSent) await setShipping(route, checkoutId, { shippingAddress: address });
    else await perform(route, CheckoutUpdateDocument, { checkoutId, billingAddress: address });

    step = "pay";
    const unpaid = await pay(route, wish, checkoutId);
    if (unpaid !== undefined) return { ending: `pay: ${unpaid}` };
    if (leavesAfter === "payment") return { ending: "left after payment" };

    step = "complete";
    return { bought: await complete(route, checkoutId, `${name}-complete`) };
  } catch (error) {
    if (error instanceof RefusedError) return { ending: `${step}: ${error.response.__typename}` };
    if (error instanceof UnansweredError) return { ending: `${step}: no answer` };
    throw error;
  }
}

/** Pays, with another card if the first is declined, and confirms where the bank wants to see the customer. The reason if it is not paid. */
async function pay(
  route: Route,
  { name, paymentToken: wanted }: Wish,
  checkoutId: string,
): Promise<string | undefined> {
  for (const [attempt, paymentToken] of [wanted, "tok_ok"].entries()) {
    const payment = { checkoutId, paymentToken, idempotencyKey: `${name}-pay-${attempt}` };
    const response = await startPaymentOnce(route, payment);
    if (isType(response, "PaymentDeclinedError")) continue;
    if (isType(response, "CheckoutNotPayableError"))
      return response.reason === "ALREADY_PAID" ? undefined : response.reason;
    const { id: paymentId, state } = requireSuccess(response).payment;
    const confirmation = { paymentId, checkoutId, paymentToken: "tok_second_step_ok" };
    if (state === "REQUIRES_ACTION")
      await perform(route, PaymentConfirmDocument, { ...confirmation, idempotencyKey: `${name}-confirm` });
    return undefined;
  }
  return "declined twice";
}

/** Asks for the order, again while the bank still thinks: a refusal is not kept under the key. */
async function complete(route: Route, checkoutId: string, key: string): Promise<Bought> {
  const giveUpAt = performance.now() + maxWaitMs;
  for (;;) {
    const response = await completeCheckout(route, checkoutId, undefined, key);
    if (!isType(response, "PaymentRequiredError") || performance.now() > giveUpAt) {
      const { guestToken, order } = requireSuccess(response);
      return { id: order.id, guestToken, totalMinor: order.totals.total.minor };
    }
    await pause(700);
  }
}
