/**
 * The requests of an overload: a mix of kinds, the most frequent those of guests who look at products. All ask orders, so that the router, which
 * judges by service, compares them with each other.
 */
import { randomUUID } from "node:crypto";
import { findAvailableVariant, signIn } from "../client/buyer.ts";
import { CartCreateDocument } from "../client/documents/purchase.ts";
import { readPages } from "../client/playground-pages.ts";
import type { ProductionShop } from "../client/processes/production-shop.ts";

export const kinds = ["anonymous query", "signed-in query", "mutation", "checkout"] as const;
export type Kind = (typeof kinds)[number];

/** One request, as it is sent. */
export type Request = { kind: Kind; bytes: Buffer };

/** The requests of twenty, by kind. */
const shares: Readonly<Record<Kind, number>> = {
  "anonymous query": 12,
  "signed-in query": 5,
  mutation: 2,
  checkout: 1,
};

const checkoutUpdate =
  "mutation CheckoutUpdate($input: CheckoutUpdateInput!) { checkoutUpdate(input: $input) { __typename } }";

/** Signs in and makes the requests; the n-th request of a run is the n-th of them, again and again. */
export async function openRequests(shop: Pick<ProductionShop, "url" | "data">): Promise<readonly Request[]> {
  const { token } = await signIn(shop, "CUSTOMER");
  const { id: variantId } = await findAvailableVariant(shop);
  const pages = new Map(readPages(shop).map((page) => [page.name, page]));
  const page = (name: string) => {
    const found = pages.get(name);
    if (!found) throw new Error(`the playground has no page ${name}`);
    return { query: found.query, variables: found.variables };
  };
  const cart = { currency: "EUR", lines: [{ variantId, quantity: 1 }] };
  const checkoutId = `chk_${randomUUID()}`;
  const operations: Readonly<Record<Kind, object>> = {
    "anonymous query": page("Q01_ProductPage"),
    "signed-in query": page("Q10_OrderHistory"),
    mutation: { query: CartCreateDocument.toString(), variables: { input: cart } },
    checkout: { query: checkoutUpdate, variables: { input: { checkoutId, email: "buyer@hansa.example" } } },
  };
  return kinds.flatMap((kind) => {
    const request = { kind, bytes: bytesOf(operations[kind], kind === "signed-in query" ? token : undefined) };
    return Array.from({ length: shares[kind] }, () => request);
  });
}

/** The request in HTTP/1.1. */
function bytesOf(operation: object, token: string | undefined): Buffer {
  const body = JSON.stringify(operation);
  const lines = [
    "POST /graphql HTTP/1.1",
    "host: 127.0.0.1",
    "content-type: application/json",
    "accept: application/json",
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
