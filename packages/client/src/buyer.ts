/** Buyer: the steps of a purchase as functions, from the cart to the order. */
import { randomUUID } from "node:crypto";
import { demoAccount } from "./demo-accounts.ts";
import { InventoryAdjustDocument, ShelfDocument } from "./documents/products.ts";
import {
  CartCreateDocument,
  CheckoutCompleteDocument,
  CheckoutStartDocument,
  CheckoutUpdateDocument,
  LoginDocument,
  OrderDocument,
  PaymentStartDocument,
} from "./documents/purchase.ts";
import type { AddressInput, CartCreateInput } from "./generated/graphql.ts";
import type { Credentials, Graph } from "./graphql-client.ts";
import { mutate, perform, type Route, requireSuccess } from "./mutation.ts";
import { executeUntilAnswered } from "./retries.ts";

export const address: AddressInput = {
  firstName: "Ada",
  lastName: "Brandt",
  line1: "Speicherweg 4",
  city: "Lübeck",
  postalCode: "23552",
  country: "DE",
};

/** Signs in with a demo account of that role; the response is to be passed on as `as`. */
export async function signIn(route: Route, role: string): Promise<{ token: string; refreshToken: string }> {
  const { email, password } = demoAccount(role);
  const session = await perform(route, LoginDocument, { email, password });
  return { token: session.accessToken, refreshToken: session.refreshToken };
}

/** Finds a variant in stock with a price in euros. */
export async function findAvailableVariant(
  { url }: Graph,
  text = "mug",
): Promise<{ id: string; sku: string; priceMinor: number }> {
  const { search } = await executeUntilAnswered({ url }, ShelfDocument, { text, currency: "EUR" });
  for (const variant of search?.nodes.flatMap((product) => product.variants.nodes) ?? []) {
    if (variant.stockStatus === "IN_STOCK" && variant.price)
      return { id: variant.id, sku: variant.sku, priceMinor: variant.price.minor };
  }
  throw new Error(`nothing in stock is found by "${text}"`);
}

/** Waits until a signed-in buyer can write: circuit breakers towards a service that was away stay open for a second. */
export async function untilReached(graph: Graph): Promise<void> {
  const { id } = await findAvailableVariant(graph);
  await fillCart(graph, id, 1, { token: (await signIn(graph, "CUSTOMER")).token });
}

/** Creates a cart; its id. */
export async function createCart(route: Route, input: CartCreateInput, as?: Credentials): Promise<string> {
  return (await perform(route, CartCreateDocument, input, as)).cart.id;
}

/** Creates a cart with one line, in euros. */
export function fillCart(route: Route, variantId: string, quantity = 1, as?: Credentials): Promise<string> {
  return createCart(route, { currency: "EUR", lines: [{ variantId, quantity }] }, as);
}

type Start = { cartId: string; email?: string | undefined; idempotencyKey?: string };

/** Starts to buy a cart; its checkout's id. */
export async function startCheckout(route: Route, start: Start, as?: Credentials): Promise<string> {
  const input = { idempotencyKey: randomUUID(), ...start };
  return (await perform(route, CheckoutStartDocument, input, as)).checkout.id;
}

/** The address of a checkout: one of the account's, or one that is typed. */
type Addressed = { savedAddressId: string } | { shippingAddress: AddressInput; email?: string };

/** Sets the address, and the first way of shipping. */
export async function setShipping(
  route: Route,
  checkoutId: string,
  addressed: Addressed = { shippingAddress: address },
  as?: Credentials,
): Promise<void> {
  const update = (more: object) => perform(route, CheckoutUpdateDocument, { checkoutId, ...more }, as);
  const [option] = (await update(addressed)).checkout.shippingOptions;
  if (!option) throw new Error("there is no way to send it");
  await update({ shippingOptionId: option.id });
}

/** Prepares a checkout that only lacks its payment. */
export async function prepareCheckout(
  route: Route,
  cartId: string,
  as?: Credentials,
  email = "buyer@hansa.example",
): Promise<string> {
  const checkoutId = await startCheckout(route, { cartId, email }, as);
  await setShipping(route, checkoutId, undefined, as);
  return checkoutId;
}

/** Starts to pay with one of the sandbox's tokens. */
export function startPayment(route: Route, checkoutId: string, paymentToken: string, as?: Credentials) {
  return startPaymentOnce(route, { checkoutId, paymentToken, idempotencyKey: randomUUID() }, as);
}

type PaymentStart = { checkoutId: string; paymentToken: string; idempotencyKey: string };

/** Starts to pay, once per idempotency key. */
export function startPaymentOnce(route: Route, start: PaymentStart, as?: Credentials) {
  return mutate(route, PaymentStartDocument, { methodCode: "card", ...start }, as);
}

/** Completes a checkout. */
export function completeCheckout(
  route: Route,
  checkoutId: string,
  as?: Credentials,
  idempotencyKey: string = randomUUID(),
) {
  return mutate(route, CheckoutCompleteDocument, { checkoutId, idempotencyKey }, as);
}

/** The order that `completeCheckout` answered with; throws on a refusal. */
export function requireOrder(response: Awaited<ReturnType<typeof completeCheckout>>) {
  const { order, guestToken } = requireSuccess(response);
  return { ...order, guestToken: guestToken ?? undefined };
}

/** Reads the order with its guest token. */
export async function readOrderByToken({ url }: Graph, number: string, token?: string, as?: Credentials) {
  const { order } = await executeUntilAnswered({ url }, OrderDocument, { number, ...(token ? { token } : {}) }, as);
  if (!order) throw new Error(`the order ${number} cannot be seen`);
  return order;
}

/** Changes the stock level, as the warehouse. */
export async function setStock(graph: Graph, variantId: string, delta: number): Promise<void> {
  const input = { variantId, delta, reason: "COUNTED" as const, idempotencyKey: randomUUID() };
  await perform(graph, InventoryAdjustDocument, input, await signIn(graph, "ADMIN"));
}
