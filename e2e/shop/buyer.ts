/** Buying as a person would, step by step; a story says only what is special about its buyer. */
import { randomUUID } from "node:crypto";
import { demoAccounts } from "../../scripts/seed/accounts.ts";
import { type As, ask, must } from "../client.ts";
import { getFragmentData } from "../generated/index.ts";
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
} from "./documents.ts";
import type { Shop } from "./processes.ts";

/** All that a buyer needs to know of a shop: where its graph is. */
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
): Promise<Required<Pick<As, "token">> & { refreshToken: string }> {
  const account = demoAccounts.find((each) => each.role === role);
  if (!account) throw new Error(`there is no demo account ${role}`);
  const { login } = await must(
    ask(url, LoginDocument, { input: { email: account.email, password: account.password } }),
  );
  if (login.__typename !== "Session") throw new Error(`${role} cannot sign in: ${login.__typename}`);
  return { token: login.accessToken, refreshToken: login.refreshToken };
}

/** Something in stock with a price in euros. */
export async function findSomething(
  { url }: Graph,
  text = "mug",
): Promise<{ id: string; sku: string; priceMinor: number }> {
  const { search } = await must(ask(url, ShelfDocument, { text, currency: "EUR" }));
  for (const variant of search.nodes.flatMap((product) => product.variants.nodes)) {
    if (variant.stockStatus === "IN_STOCK" && variant.price)
      return { id: variant.id, sku: variant.sku, priceMinor: variant.price.minor };
  }
  throw new Error(`nothing in stock is found by "${text}"`);
}

/** A new cart with something in it. */
export async function fillCart({ url }: Graph, variantId: string, quantity = 1, as: As = {}): Promise<string> {
  const { cartCreate } = await must(
    ask(url, CartCreateDocument, { input: { currency: "EUR", lines: [{ variantId, quantity }] } }, as),
  );
  if (cartCreate.__typename !== "CartSaved") throw new Error(`the cart was refused: ${JSON.stringify(cartCreate)}`);
  return cartCreate.cart.id;
}

/** A checkout that only has to be paid. */
export async function readyCheckout(
  shop: Graph,
  cartId: string,
  as: As = {},
  email = "buyer@hansa.example",
): Promise<string> {
  const input = { cartId, email, idempotencyKey: randomUUID() };
  const { checkoutStart } = await must(ask(shop.url, CheckoutStartDocument, { input }, as));
  if (checkoutStart.__typename !== "CheckoutStarted") throw new Error(`no checkout: ${JSON.stringify(checkoutStart)}`);
  const { id } = checkoutStart.checkout;
  const { checkoutUpdate } = await must(
    ask(shop.url, CheckoutUpdateDocument, { input: { checkoutId: id, shippingAddress: address } }, as),
  );
  if (checkoutUpdate.__typename !== "CheckoutSaved")
    throw new Error(`the address was refused: ${JSON.stringify(checkoutUpdate)}`);
  const [option] = checkoutUpdate.checkout.shippingOptions;
  if (!option) throw new Error("there is no way to send it");
  await must(ask(shop.url, CheckoutUpdateDocument, { input: { checkoutId: id, shippingOptionId: option.id } }, as));
  return id;
}

/** Starts to pay with one of the sandbox's tokens. */
export async function pay(
  { url }: Graph,
  checkoutId: string,
  paymentToken: string,
  as: As = {},
  idempotencyKey: string = randomUUID(),
) {
  const input = { checkoutId, methodCode: "card", paymentToken, idempotencyKey };
  return (await must(ask(url, PaymentStartDocument, { input }, as))).paymentStart;
}

/** Asks for the order of a checkout. */
export async function complete({ url }: Graph, checkoutId: string, as: As = {}, idempotencyKey: string = randomUUID()) {
  return (await must(ask(url, CheckoutCompleteDocument, { input: { checkoutId, idempotencyKey } }, as)))
    .checkoutComplete;
}

/** The order that `complete` answered with; throws on a refusal. */
export function orderIn(answer: Awaited<ReturnType<typeof complete>>) {
  if (answer.__typename !== "CheckoutCompleted") throw new Error(`there is no order: ${JSON.stringify(answer)}`);
  return { ...getFragmentData(PlacedOrderFragment, answer.order), guestToken: answer.guestToken ?? undefined };
}

/** The order as whoever has its token sees it now. */
export async function lookUp({ url }: Graph, number: string, token?: string, as: As = {}) {
  const { order } = await must(ask(url, OrderDocument, { number, ...(token ? { token } : {}) }, as));
  if (!order) throw new Error(`the order ${number} cannot be seen`);
  return { ...order, ...getFragmentData(PlacedOrderFragment, order) };
}

/** Changes what is on the shelf, as the warehouse. */
export async function setStock(shop: Graph, variantId: string, delta: number): Promise<void> {
  const as = await signIn(shop, "ADMIN");
  const input = { variantId, delta, reason: "COUNTED" as const, idempotencyKey: randomUUID() };
  const { inventoryAdjust } = await must(ask(shop.url, InventoryAdjustDocument, { input }, as));
  if (inventoryAdjust.__typename !== "InventoryAdjusted") throw new Error(JSON.stringify(inventoryAdjust));
}
