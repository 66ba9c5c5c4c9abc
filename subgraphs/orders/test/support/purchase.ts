/** The steps of a purchase as functions, so that a test can start at any step. */
import { change, present } from "./mutations.ts";
import type { FakePayment } from "./peers/fake-payment.ts";
import type { TestVariant, VariantOptions } from "./peers/products.ts";
import type { Sender, Shop } from "./shop.ts";

export const home = { lastName: "Ada", line1: "Quay 1", city: "Bremen", postalCode: "28195", country: "DE" };

/** A cart with these lines. */
export async function cartWith(
  s: Shop,
  lines: { variantId: string; quantity: number }[],
  sender: Sender = {},
  currency = "EUR",
) {
  return present((await change(s, "cartCreate", { currency, lines }, sender)).cart, "a cart");
}

let keys = 0;
/** A unique idempotency key. */
export function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

/** Starts the checkout of a cart. */
export function start(s: Shop, cartId: string, sender: Sender = {}, more: Record<string, unknown> = {}) {
  return change(s, "checkoutStart", { cartId, idempotencyKey: newKey(), ...more }, sender);
}

export type StartedCheckout = TestVariant & { cartId: string; checkoutId: string };

/** A cart with `quantity` units of a new variant, and its checkout without any details. */
export async function begin(
  s: Shop,
  options: VariantOptions = {},
  sender: Sender = {},
  quantity = 1,
): Promise<StartedCheckout> {
  const variant = await s.products.sell(options);
  const cart = await cartWith(s, [{ variantId: variant.variantId, quantity }], sender);
  const { checkout } = await start(s, cart.id, sender);
  return { ...variant, cartId: cart.id, checkoutId: present(checkout, "a checkout").id };
}

/** Completes the details of the checkout: 14.90 EUR in total for one unit at 10.00. */
export function fillIn(s: Shop, checkoutId: string, sender: Sender = {}, more: Record<string, unknown> = {}) {
  const options = { email: "Ada@Example.com", shippingAddress: home, shippingOptionId: "home-standard" };
  return change(s, "checkoutUpdate", { checkoutId, ...options, ...more }, sender);
}

/** A checkout that is ready for payment. */
export async function ready(
  s: Shop,
  options: VariantOptions = {},
  sender: Sender = {},
  quantity = 1,
): Promise<StartedCheckout> {
  const started = await begin(s, options, sender, quantity);
  const needsParcel = options.weightGrams !== null;
  const address = needsParcel ? {} : { shippingAddress: undefined, shippingOptionId: undefined, billingAddress: home };
  await fillIn(s, started.checkoutId, sender, address);
  return started;
}

type Paying = { sender?: Sender; state?: FakePayment["state"]; isPublished?: boolean };

/** Pays for a checkout as payments does: reads the amount to pay, stores a payment and changes its state. */
export async function pay(s: Shop, checkoutId: string, paying: Paying = {}): Promise<FakePayment> {
  const { sender = {}, state = "authorized", isPublished = true } = paying;
  const userId = sender.viewer?.kind === "user" ? sender.viewer.id : null;
  const due = await s.payable(checkoutId, userId);
  if (due.outcome !== "payable") throw new Error(`not payable: ${JSON.stringify(due)}`);
  const { amountMinor, currency, version } = due;
  const paymentId = `pay_${s.payments.all.length + 1}`;
  const payment: FakePayment = { paymentId, checkoutId, version, amountMinor, currency, state: "inProgress" };
  s.payments.all.push(payment);
  s.payments.move(payment, state, isPublished);
  return payment;
}

/** A checkout whose payment is authorised. */
export async function paid(s: Shop, options: VariantOptions = {}, sender: Sender = {}, paying: Paying = {}) {
  const started = await ready(s, options, sender);
  return { ...started, payment: await pay(s, started.checkoutId, { sender, ...paying }) };
}

/** Completes a checkout. */
export function complete(s: Shop, checkoutId: string, sender: Sender = {}, idempotencyKey = newKey()) {
  return change(s, "checkoutComplete", { checkoutId, idempotencyKey }, sender);
}

/** A confirmed order. */
export async function bought(s: Shop, sender: Sender = {}, options: VariantOptions = {}) {
  const started = await paid(s, options, sender);
  const { order, guestToken } = await complete(s, started.checkoutId, sender);
  const { id, number } = present(order, "an order");
  return { ...started, orderId: id, number: present(number), guestToken: guestToken ?? "" };
}
