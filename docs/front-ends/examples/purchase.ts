/** A guest's purchase with any client: catalogue, cart, address, shipping, payment, order. */
import { randomUUID } from "node:crypto";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import {
  CartCreateDocument,
  CatalogueDocument,
  CheckoutCompleteDocument,
  CheckoutStartDocument,
  CheckoutUpdateDocument,
  PaymentStartDocument,
} from "./operations.ts";

/** Sends one operation, with further headers; rejects when the response has errors. */
export type Send = <Result, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
  headers?: Record<string, string>,
) => Promise<Result>;

const currency = "EUR";

/** Prints three products with their pictures; `shop` is the address of the router, which serves pictures too. */
export async function showProducts(send: Send, shop: string): Promise<void> {
  const { search } = await send(CatalogueDocument, { search: "mug", currency });
  for (const { title, media } of search?.nodes ?? []) {
    const [picture] = media;
    console.log(title, picture ? new URL(picture.url, shop).href : "(no picture)");
  }
}

/** Buys one thing and prints the order. Expected refusals are members of the result's union: each is handled by its name. */
export async function buyAsGuest(send: Send): Promise<void> {
  const { search } = await send(CatalogueDocument, { search: "mug", currency });
  const variant = search?.nodes
    .flatMap(({ variants }) => variants.nodes)
    .find(({ stockStatus, price }) => stockStatus === "IN_STOCK" && price);
  if (!variant) throw new Error("nothing is in stock");

  const cartId = await fillCart(send, variant.id, 1);
  const { checkoutStart } = await send(CheckoutStartDocument, {
    input: { cartId, email: "ada@example.com", idempotencyKey: randomUUID() },
  });
  if (checkoutStart.__typename !== "CheckoutStarted") throw new Error(refusalIn(checkoutStart));
  const checkoutId = checkoutStart.checkout.id;
  // The id is a guest's proof: without this header the shop shows no address of a checkout, and completes none.
  const guest = { "hansa-guest": checkoutId };

  const address = {
    firstName: "Ada",
    lastName: "Brandt",
    line1: "Speicherweg 4",
    city: "Lübeck",
    postalCode: "23552",
    country: "DE",
  };
  const addressed = { checkoutId, shippingAddress: address };
  const { checkoutUpdate } = await send(CheckoutUpdateDocument, { input: addressed }, guest);
  if (checkoutUpdate.__typename !== "CheckoutSaved") throw new Error(refusalIn(checkoutUpdate));
  const [shipping] = checkoutUpdate.checkout.shippingOptions;
  if (!shipping) throw new Error("nothing is shipped to this address");
  await send(CheckoutUpdateDocument, { input: { checkoutId, shippingOptionId: shipping.id } }, guest);

  // `tok_ok` is a card of the payment sandbox; with Stripe, the token comes from Stripe's own form.
  const payment = { checkoutId, methodCode: "card", paymentToken: "tok_ok", idempotencyKey: randomUUID() };
  const { paymentStart } = await send(PaymentStartDocument, { input: payment }, guest);
  if (paymentStart.__typename !== "PaymentStarted") throw new Error(refusalIn(paymentStart));

  const completion = { checkoutId, idempotencyKey: randomUUID() };
  const { checkoutComplete } = await send(CheckoutCompleteDocument, { input: completion }, guest);
  if (checkoutComplete.__typename !== "CheckoutCompleted") throw new Error(refusalIn(checkoutComplete));
  const { number, state, totals } = checkoutComplete.order;
  console.log(`order ${number} ${state} ${totals.total.minor / 100} ${totals.total.currency}`);
}

/** Asks for more than the shop sells at once, and prints what the shop says instead. */
export async function orderTooMany(send: Send): Promise<void> {
  const { search } = await send(CatalogueDocument, { search: "mug", currency });
  const [variant] = search?.nodes.flatMap(({ variants }) => variants.nodes) ?? [];
  if (!variant) throw new Error("nothing was found");
  await fillCart(send, variant.id, 1_000_000).catch((error: Error) => console.log(`refused: ${error.message}`));
}

async function fillCart(send: Send, variantId: string, quantity: number): Promise<string> {
  const { cartCreate } = await send(CartCreateDocument, { input: { currency, lines: [{ variantId, quantity }] } });
  switch (cartCreate.__typename) {
    case "CartSaved":
      return cartCreate.cart.id;
    case "OutOfStockError":
      throw new Error(`only ${cartCreate.lines[0]?.available} are left`);
    case "CartLimitError":
      throw new Error(`at most ${cartCreate.maximumQuantity} of one thing`);
    default:
      throw new Error(refusalIn(cartCreate));
  }
}

function refusalIn(refusal: { __typename: string; code?: string; message?: string }): string {
  return `${refusal.code ?? refusal.__typename}: ${refusal.message ?? ""}`;
}
