/** One purchase, from the cart to the order, by a buyer who may leave after any step. */
import { setTimeout as pause } from "node:timers/promises";
import {
  CartCreateDocument,
  CheckoutCompleteDocument,
  CheckoutStartDocument,
  CheckoutUpdateDocument,
  PaymentConfirmDocument,
  PaymentStartDocument,
} from "@hansa/client/documents/purchase";
import { type Answer, isType } from "@hansa/client/mutation";
import type { Good } from "../processes/shop-setup.ts";
import { type Client, sendUntilSettled } from "./client.ts";

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
  const { good, quantity, name } = wish;
  const lines = [{ variantId: good.variantId, quantity }];
  const filled = await sendUntilSettled(client, CartCreateDocument, { input: { currency: "EUR", lines } });
  if (!isType(filled, "CartSaved")) return refused("cart", filled);
  if (wish.leavesAfter === "cart") return { ending: "left after cart" };

  const input = { cartId: filled.cart.id, email: `${client.name}@chaos.example`, idempotencyKey: `${name}-start` };
  const started = await sendUntilSettled(client, CheckoutStartDocument, { input });
  if (!isType(started, "CheckoutStarted")) return refused("start", started);
  if (wish.leavesAfter === "checkout") return { ending: "left after checkout" };

  const checkoutId = started.checkout.id;
  const unaddressed = await fillIn(client, good, checkoutId);
  if (unaddressed) return unaddressed;

  const unpaid = await pay(client, wish, checkoutId);
  if (unpaid) return unpaid;
  if (wish.leavesAfter === "payment") return { ending: "left after payment" };
  return complete(client, wish, checkoutId);
}

/** Sets address and shipping, or only the billing address if nothing is sent. Undefined: only the payment is missing. */
async function fillIn(client: Client, { isSent }: Good, checkoutId: string): Promise<Ending | undefined> {
  const input = { checkoutId, ...(isSent ? { shippingAddress: address } : { billingAddress: address }) };
  const addressed = await sendUntilSettled(client, CheckoutUpdateDocument, { input });
  if (!isType(addressed, "CheckoutSaved")) return refused("address", addressed);
  if (!isSent) return undefined;
  const shippingOptionId = addressed.checkout.shippingOptions[0]?.id;
  const updated = await sendUntilSettled(client, CheckoutUpdateDocument, { input: { checkoutId, shippingOptionId } });
  return isType(updated, "CheckoutSaved") ? undefined : refused("shipping", updated);
}

/** Pays, with another card if the first is declined. Undefined: paid, or as good as. */
async function pay(client: Client, wish: Wish, checkoutId: string): Promise<Ending | undefined> {
  for (const [attempt, paymentToken] of [wish.paymentToken, "tok_ok"].entries()) {
    const input = { checkoutId, methodCode: "card", paymentToken, idempotencyKey: `${wish.name}-pay-${attempt}` };
    const answer = await sendUntilSettled(client, PaymentStartDocument, { input });
    if (isType(answer, "PaymentDeclinedError")) continue;
    if (isType(answer, "CheckoutNotPayableError"))
      return answer.reason === "ALREADY_PAID" ? undefined : { ending: `pay: ${answer.reason}` };
    if (!isType(answer, "PaymentStarted")) return refused("pay", answer);
    const { id: paymentId, state } = answer.payment;
    return state === "REQUIRES_ACTION" ? confirm(client, wish, checkoutId, paymentId) : undefined;
  }
  return { ending: "pay: declined twice" };
}

/** The bank wants to see the customer. */
async function confirm(client: Client, wish: Wish, checkoutId: string, paymentId: string): Promise<Ending | undefined> {
  const paymentToken = "tok_second_step_ok";
  const input = { paymentId, checkoutId, paymentToken, idempotencyKey: `${wish.name}-confirm` };
  const answer = await sendUntilSettled(client, PaymentConfirmDocument, { input });
  return isType(answer, "PaymentConfirmed") ? undefined : refused("confirm", answer);
}

/** Asks for the order, again while the bank still thinks: a refusal is not kept under the key. */
async function complete(client: Client, wish: Wish, checkoutId: string): Promise<Ending> {
  const input = { checkoutId, idempotencyKey: `${wish.name}-complete` };
  const giveUpAt = performance.now() + maxWaitMs;
  for (;;) {
    const answer = await sendUntilSettled(client, CheckoutCompleteDocument, { input });
    if (isType(answer, "CheckoutCompleted")) {
      const { guestToken, order } = answer;
      return { bought: { id: order.id, guestToken, totalMinor: order.totals.total.minor } };
    }
    if (!isType(answer, "PaymentRequiredError") || performance.now() > giveUpAt) return refused("complete", answer);
    await pause(700);
  }
}

function refused(step: string, answer: Answer | undefined): Ending {
  return { ending: `${step}: ${answer?.__typename ?? "no answer"}` };
}
