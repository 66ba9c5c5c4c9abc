/** The steps of a purchase as functions, so that a test can start at any step. */
import { change, present } from "./mutations.ts";
import type { FakePayment } from "./peers/fake-payment.ts";
import type { TestVariant, VariantOptions } from "./peers/products.ts";
import type { Asker, Shop } from "./shop.ts";

export const home = { lastName: "Ada", line1: "Quay 1", city: "Bremen", postalCode: "28195", country: "DE" };

/** A cart with these lines. */
export async function cartWith(
  s: Shop,
  lines: { variantId: string; quantity: number }[],
  asker: Asker = {},
  currency = "EUR",
) {
  return present((await change(s, "cartCreate", { currency, lines }, asker)).cart, "a cart");
}

let keys = 0;
/** A unique idempotency key. */
export function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

/** Starts the checkout of a cart. */
export function start(s: Shop, cartId: string, asker: Asker = {}, more: Record<string, unknown> = {}) {
  return change(s, "checkoutStart", { cartId, idempotencyKey: newKey(), ...more }, asker);
}

export type StartedCheckout = TestVariant & { cartId: string; checkoutId: string };

/** A cart with `quantity` units of a new variant, and its checkout without any details. */
export async function begin(
  s: Shop,
  wanted: VariantOptions = {},
  asker: Asker = {},
  quantity = 1,
): Promise<StartedCheckout> {
  const variant = await s.products.sell(wanted);
  const cart = await cartWith(s, [{ variantId: variant.variantId, quantity }], asker);
  const { checkout } = await start(s, cart.id, asker);
  return { ...variant, cartId: cart.id, checkoutId: present(checkout, "a checkout").id };
}

/** Completes the details of the checkout: 14.90 EUR in total for one unit at 10.00. */
export function fillIn(s: Shop, checkoutId: string, asker: Asker = {}, more: Record<string, unknown> = {}) {
  const wanted = { email: "Ada@Example.com", shippingAddress: home, shippingOptionId: "home-standard" };
  return change(s, "checkoutUpdate", { checkoutId, ...wanted, ...more }, asker);
}

/** A checkout that is ready for payment. */
export async function ready(
  s: Shop,
  wanted: VariantOptions = {},
  asker: Asker = {},
  quantity = 1,
): Promise<StartedCheckout> {
  const started = await begin(s, wanted, asker, quantity);
  const needsParcel = wanted.weightGrams !== null;
  const address = needsParcel ? {} : { shippingAddress: undefined, shippingOptionId: undefined, billingAddress: home };
  await fillIn(s, started.checkoutId, asker, address);
  return started;
}

type Paying = { asker?: Asker; state?: FakePayment["state"]; isPublished?: boolean };

/** Pays for a checkout as payments does: reads the amount to pay, stores a payment and changes its state. */
export async function pay(s: Shop, checkoutId: string, paying: Paying = {}): Promise<FakePayment> {
  const { asker = {}, state = "authorized", isPublished = true } = paying;
  const userId = asker.viewer?.kind === "user" ? asker.viewer.id : null;
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
export async function paid(s: Shop, wanted: VariantOptions = {}, asker: Asker = {}, paying: Paying = {}) {
  const started = await ready(s, wanted, asker);
  return { ...started, payment: await pay(s, started.checkoutId, { asker, ...paying }) };
}

/** Completes a checkout. */
export function complete(s: Shop, checkoutId: string, asker: Asker = {}, idempotencyKey = newKey()) {
  return change(s, "checkoutComplete", { checkoutId, idempotencyKey }, asker);
}

/** A confirmed order. */
export async function bought(s: Shop, asker: Asker = {}, wanted: VariantOptions = {}) {
  const started = await paid(s, wanted, asker);
  const { order, guestToken } = await complete(s, started.checkoutId, asker);
  const { id, number } = present(order, "an order");
  return { ...started, orderId: id, number: present(number), guestToken: guestToken ?? "" };
}
