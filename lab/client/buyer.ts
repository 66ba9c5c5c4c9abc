/** Buyer: the steps of a purchase as functions, from the cart to the order. */
import { randomUUID } from "node:crypto";
import { demoAccounts } from "../../demo/accounts/demo-accounts.ts";
import { getFragmentData } from "../../e2e/generated/index.ts";
import {
  CartCreateDocument,
  CheckoutCompleteDocument,
  CheckoutStartDocument,
  CheckoutUpdateDocument,
  InventoryAdjustDocument,
  LoginDocument,
  OrderDocument,
  PaymentStartDocument,
  PlacedOrderFragment,
  ShelfDocument,
} from "./documents/purchase.ts";
import { type Credentials, executeDocument, requireData } from "./graphql-client.ts";
import type { Shop } from "./processes/shop.ts";

/** The address of a shop's graph, which is all that a buyer needs. */
type Graph = Pick<Shop, "url">;

export const address = {
  firstName: "Ada",
  lastName: "Brandt",
  line1: "Speicherweg 4",
  city: "Lübeck",
  postalCode: "23552",
  country: "DE",
};

/** Signs in with a demo account of that role; the answer is to be passed on as `as`. */
export async function signIn(
  { url }: Graph,
  role: string,
): Promise<Required<Pick<Credentials, "token">> & { refreshToken: string }> {
  const account = demoAccounts.find((each) => each.role === role);
  if (!account) throw new Error(`there is no demo account ${role}`);
  const { login } = await requireData(
    executeDocument(url, LoginDocument, { input: { email: account.email, password: account.password } }),
  );
  if (login.__typename !== "Session") throw new Error(`${role} cannot sign in: ${login.__typename}`);
  return { token: login.accessToken, refreshToken: login.refreshToken };
}

/** Finds a variant in stock with a price in euros. */
export async function findAvailableVariant(
  { url }: Graph,
  text = "mug",
): Promise<{ id: string; sku: string; priceMinor: number }> {
  const { search } = await requireData(executeDocument(url, ShelfDocument, { text, currency: "EUR" }));
  for (const variant of search.nodes.flatMap((product) => product.variants.nodes)) {
    if (variant.stockStatus === "IN_STOCK" && variant.price)
      return { id: variant.id, sku: variant.sku, priceMinor: variant.price.minor };
  }
  throw new Error(`nothing in stock is found by "${text}"`);
}

/** Creates a cart with one line. */
export async function fillCart({ url }: Graph, variantId: string, quantity = 1, as: Credentials = {}): Promise<string> {
  const { cartCreate } = await requireData(
    executeDocument(url, CartCreateDocument, { input: { currency: "EUR", lines: [{ variantId, quantity }] } }, as),
  );
  if (cartCreate.__typename !== "CartSaved") throw new Error(`the cart was refused: ${JSON.stringify(cartCreate)}`);
  return cartCreate.cart.id;
}

/** Prepares a checkout that only lacks its payment. */
export async function prepareCheckout(
  shop: Graph,
  cartId: string,
  as: Credentials = {},
  email = "buyer@hansa.example",
): Promise<string> {
  const input = { cartId, email, idempotencyKey: randomUUID() };
  const { checkoutStart } = await requireData(executeDocument(shop.url, CheckoutStartDocument, { input }, as));
  if (checkoutStart.__typename !== "CheckoutStarted") throw new Error(`no checkout: ${JSON.stringify(checkoutStart)}`);
  const { id } = checkoutStart.checkout;
  const { checkoutUpdate } = await requireData(
    executeDocument(shop.url, CheckoutUpdateDocument, { input: { checkoutId: id, shippingAddress: address } }, as),
  );
  if (checkoutUpdate.__typename !== "CheckoutSaved")
    throw new Error(`the address was refused: ${JSON.stringify(checkoutUpdate)}`);
  const [option] = checkoutUpdate.checkout.shippingOptions;
  if (!option) throw new Error("there is no way to send it");
  await requireData(
    executeDocument(shop.url, CheckoutUpdateDocument, { input: { checkoutId: id, shippingOptionId: option.id } }, as),
  );
  return id;
}

/** Starts to pay with one of the sandbox's tokens. */
export async function startPayment(
  { url }: Graph,
  checkoutId: string,
  paymentToken: string,
  as: Credentials = {},
  idempotencyKey: string = randomUUID(),
) {
  const input = { checkoutId, methodCode: "card", paymentToken, idempotencyKey };
  return (await requireData(executeDocument(url, PaymentStartDocument, { input }, as))).paymentStart;
}

/** Completes a checkout. */
export async function completeCheckout(
  { url }: Graph,
  checkoutId: string,
  as: Credentials = {},
  idempotencyKey: string = randomUUID(),
) {
  return (
    await requireData(executeDocument(url, CheckoutCompleteDocument, { input: { checkoutId, idempotencyKey } }, as))
  ).checkoutComplete;
}

/** The order that `complete` answered with; throws on a refusal. */
export function requireOrder(answer: Awaited<ReturnType<typeof completeCheckout>>) {
  if (answer.__typename !== "CheckoutCompleted") throw new Error(`there is no order: ${JSON.stringify(answer)}`);
  return { ...getFragmentData(PlacedOrderFragment, answer.order), guestToken: answer.guestToken ?? undefined };
}

/** Reads the order with its guest token. */
export async function readOrderByToken({ url }: Graph, number: string, token?: string, as: Credentials = {}) {
  const { order } = await requireData(executeDocument(url, OrderDocument, { number, ...(token ? { token } : {}) }, as));
  if (!order) throw new Error(`the order ${number} cannot be seen`);
  return { ...order, ...getFragmentData(PlacedOrderFragment, order) };
}

/** Changes the stock level, as the warehouse. */
export async function setStock(shop: Graph, variantId: string, delta: number): Promise<void> {
  const as = await signIn(shop, "ADMIN");
  const input = { variantId, delta, reason: "COUNTED" as const, idempotencyKey: randomUUID() };
  const { inventoryAdjust } = await requireData(executeDocument(shop.url, InventoryAdjustDocument, { input }, as));
  if (inventoryAdjust.__typename !== "InventoryAdjusted") throw new Error(JSON.stringify(inventoryAdjust));
}
