/** One purchase, from the cart to the order, by a buyer who may leave after any step. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Good } from "../processes/shop-setup.ts";
import { type Client, type Settled, sendUntilSettled } from "./client.ts";

export type Wish = {
  /** Its keys begin with this. */
  name: string;
  good: Good;
  quantity: number;
  paymentToken: string;
  /** After which step the buyer is not seen again; `payment`: the money is promised, and the order comes about without them. */
  leavesAfter: "cart" | "checkout" | "payment" | "never";
};

export type Bought = { id: string; guestToken: string | null; totalMinor: number };
/** How it ended: with an order, or in one word why not. */
export type Ending = { bought: Bought } | { ending: string };

const maxWaitMs = 30_000;
const address = { lastName: "Buyer", line1: "Kai 1", city: "Lübeck", postalCode: "23552", country: "DE" };

const withId = z.object({ id: z.string() });
const cart = z.object({ cart: withId });
const checkout = z.object({ checkout: withId });
const shippable = z.object({ checkout: z.object({ shippingOptions: z.array(withId) }) });
const payment = z.object({ payment: z.object({ id: z.string(), state: z.string() }) });
const notPayable = z.object({ reason: z.string() });
const completed = z.object({
  guestToken: z.string().nullable(),
  order: z.object({ id: z.string(), totals: z.object({ total: z.object({ minor: z.int() }) }) }),
});

export async function purchase(client: Client, wish: Wish): Promise<Ending> {
  const { good, quantity, name } = wish;
  const lines = [{ variantId: good.variantId, quantity }];
  const filled = await sendUntilSettled(client, "cartCreate", { input: { currency: "EUR", lines } });
  if (filled?.typename !== "CartSaved") return refused("cart", filled);
  if (wish.leavesAfter === "cart") return { ending: "left after cart" };

  const { id: cartId } = cart.parse(filled.body).cart;
  const begin = { cartId, email: `${client.name}@chaos.example`, idempotencyKey: `${name}-start` };
  const started = await sendUntilSettled(client, "checkoutStart", { input: begin }, keyOf(client, cartId, begin));
  if (started?.typename !== "CheckoutStarted") return refused("start", started);
  if (wish.leavesAfter === "checkout") return { ending: "left after checkout" };

  const { id: checkoutId } = checkout.parse(started.body).checkout;
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
  const addressed = await sendUntilSettled(client, "checkoutUpdate", { input });
  if (addressed?.typename !== "CheckoutSaved") return refused("address", addressed);
  if (!isSent) return undefined;
  const [option] = shippable.parse(addressed.body).checkout.shippingOptions;
  const chosen = await sendUntilSettled(client, "checkoutUpdate", {
    input: { checkoutId, shippingOptionId: option?.id },
  });
  return chosen?.typename === "CheckoutSaved" ? undefined : refused("shipping", chosen);
}

/** Pays, with another card if the first is declined. Undefined: paid, or as good as. */
async function pay(client: Client, wish: Wish, checkoutId: string): Promise<Ending | undefined> {
  for (const [attempt, paymentToken] of [wish.paymentToken, "tok_ok"].entries()) {
    const input = { checkoutId, methodCode: "card", paymentToken, idempotencyKey: `${wish.name}-pay-${attempt}` };
    const answer = await sendUntilSettled(client, "paymentStart", { input }, keyOf(client, checkoutId, input));
    if (answer?.typename === "PaymentDeclinedError") continue;
    if (answer?.typename === "CheckoutNotPayableError") {
      const { reason } = notPayable.parse(answer.body);
      return reason === "ALREADY_PAID" ? undefined : { ending: `pay: ${reason}` };
    }
    if (answer?.typename !== "PaymentStarted") return refused("pay", answer);
    const { id: paymentId, state } = payment.parse(answer.body).payment;
    return state === "REQUIRES_ACTION" ? confirm(client, wish, checkoutId, paymentId) : undefined;
  }
  return { ending: "pay: declined twice" };
}

/** The bank wants to see the customer. */
async function confirm(client: Client, wish: Wish, checkoutId: string, paymentId: string): Promise<Ending | undefined> {
  const input = {
    paymentId,
    checkoutId,
    paymentToken: "tok_second_step_ok",
    idempotencyKey: `${wish.name}-confirm`,
  };
  const answer = await sendUntilSettled(client, "paymentConfirm", { input }, keyOf(client, checkoutId, input));
  return answer?.typename === "PaymentConfirmed" ? undefined : refused("confirm", answer);
}

/** Asks for the order, again while the bank still thinks: a refusal is not kept under the key. */
async function complete(client: Client, wish: Wish, checkoutId: string): Promise<Ending> {
  const input = { checkoutId, idempotencyKey: `${wish.name}-complete` };
  const giveUpAt = performance.now() + maxWaitMs;
  for (;;) {
    const answer = await sendUntilSettled(client, "checkoutComplete", { input }, keyOf(client, checkoutId, input));
    if (answer?.typename === "CheckoutCompleted") {
      const { guestToken, order } = completed.parse(answer.body);
      return { bought: { id: order.id, guestToken, totalMinor: order.totals.total.minor } };
    }
    if (answer?.typename !== "PaymentRequiredError" || performance.now() > giveUpAt) return refused("complete", answer);
    await pause(700);
  }
}

function keyOf({ account }: Client, guestScope: string, { idempotencyKey }: { idempotencyKey: string }) {
  return { scope: account?.userId ?? guestScope, key: idempotencyKey };
}

function refused(step: string, answer: Settled | undefined): Ending {
  return { ending: `${step}: ${answer?.typename ?? "no answer"}` };
}
