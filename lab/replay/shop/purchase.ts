/** Places one invoice as its customer: cart, checkout, payment, order. Every step may be repeated. */
import { setTimeout as pause } from "node:timers/promises";
import { completeCheckout, createCart, startCheckout, startPaymentOnce } from "@hansa/client/buyer";
import { CartLinesAddDocument, CheckoutUpdateDocument } from "@hansa/client/documents/purchase";
import type { Graph } from "@hansa/client/graphql-client";
import { isType, mutate, type Payload, RefusedError, type Route, requireSuccess } from "@hansa/client/mutation";
import { mutateUntilAnswered } from "@hansa/client/retries";
import { billingAddressOf } from "../file/addresses.ts";
import { cartLinesOf, type Invoice, totalOf } from "../file/invoices.ts";
import type { Journal } from "../journal.ts";

const maxWaitMs = 60_000;
const pollMs = 250;
const maxCheckouts = 20;

export type PurchaseContext = {
  graph: Graph;
  journal: Journal;
  /** Undefined: everybody buys as a guest. */
  tokenFor: ((invoice: Invoice) => Promise<string>) | undefined;
  emailOf: (invoice: Invoice) => string;
};

/** Places an invoice unless the journal says that it was placed. Throws when the shop does not end with a confirmed order. */
export async function placeInvoice(shopping: PurchaseContext, invoice: Invoice): Promise<void> {
  const { journal, tokenFor } = shopping;
  if (journal.orders.has(invoice.number)) return;
  const token = await tokenFor?.(invoice);
  const cartId = await fillCart(shopping, invoice, token);
  // A checkout whose time ran out during an interruption never becomes an order; its cart is bought by another one.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const number = await checkOut(shopping, invoice, { cartId, token }, attempt);
      return journal.note({ invoice: invoice.number, order: number });
    } catch (error) {
      if (attempt < maxCheckouts && hasExpired(error)) continue;
      throw new Error(`invoice ${invoice.number}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
}

/** From the cart to the confirmed order, whose number is the response. */
async function checkOut(
  { graph, tokenFor, emailOf }: PurchaseContext,
  invoice: Invoice,
  { cartId, token }: { cartId: string; token: string | undefined },
  attempt: number,
): Promise<string> {
  const route = routeOf(graph, token);
  const key = (step: string): string => `replay-${invoice.number}-${step}-${attempt}`;
  const email = tokenFor ? {} : { email: emailOf(invoice) };
  const checkoutId = await startCheckout(route, { cartId, idempotencyKey: key("start"), ...email });
  const { minor, currency } = await addressCheckout(route, checkoutId, invoice);
  const wanted = totalOf(invoice);
  if (wanted !== minor || currency !== "GBP")
    throw new Error(`it is ${wanted} pence, and the shop asks for ${minor} ${currency}`);

  await pay(route, checkoutId, key("pay"));
  return complete(route, checkoutId, key("complete"));
}

/** A cart with all lines of the invoice. The cart is written down first: a cart that has a second version was filled before. */
async function fillCart(
  { graph, journal }: PurchaseContext,
  invoice: Invoice,
  token: string | undefined,
): Promise<string> {
  const route = routeOf(graph, token);
  let cartId = journal.carts.get(invoice.number);
  if (cartId === undefined) {
    cartId = await createCart(route, { currency: "GBP" });
    journal.note({ invoice: invoice.number, cartId });
  }
  const lines = cartLinesOf(invoice).map(({ sku, quantity }) => {
    const variantId = journal.variants.get(sku);
    if (variantId === undefined) throw new Error(`${sku} was never put on sale`);
    return { variantId, quantity };
  });
  const response = await mutate(route, CartLinesAddDocument, { cartId, lines, expectedVersion: 1 });
  if (!filledBefore.has(response.__typename)) requireSuccess(response);
  return cartId;
}

const filledBefore = new Set(["CartConflictError", "CartClosedError", "CheckoutLockedError"]);

/** Repeats each request until it is answered. */
function routeOf(graph: Graph, token: string | undefined): Route {
  return { send: (document, input) => mutateUntilAnswered(graph, document, input, { token }) };
}

/** Says who pays, and returns the total; the invoice's number goes along, so that its order can be found in the books. */
async function addressCheckout(route: Route, checkoutId: string, invoice: Invoice) {
  const input = { checkoutId, billingAddress: billingAddressOf(invoice) };
  const response = await mutate(route, CheckoutUpdateDocument, input);
  // Locked: the address was given and payment begun before an interruption.
  const { checkout } = isType(response, "CheckoutLockedError") ? response : requireSuccess(response);
  return checkout.totals.total;
}

/** Starts to pay, unless it was paid before an interruption. */
async function pay(route: Route, checkoutId: string, key: string): Promise<void> {
  const response = await startPaymentOnce(route, { checkoutId, paymentToken: "tok_ok", idempotencyKey: key });
  if (isType(response, "CheckoutNotPayableError") && response.reason === "ALREADY_PAID") return;
  requireSuccess(response);
}

/** Completes, and completes again until the order is certain: the same key gives the same order as far as it is. */
async function complete(route: Route, checkoutId: string, key: string): Promise<string> {
  const deadline = performance.now() + maxWaitMs;
  for (;;) {
    const response = await completeCheckout(route, checkoutId, undefined, key);
    // The provider has not answered yet.
    const isUnpaid = isType(response, "PaymentRequiredError");
    const order = isUnpaid ? undefined : requireSuccess(response).order;
    if (order?.state === "CONFIRMED") return order.number;
    const isUnsure = order === undefined || order.state === "PENDING_PAYMENT";
    if (!isUnsure || performance.now() > deadline) {
      throw new Error(`checkoutComplete did not end in a confirmed order: ${order?.state ?? "not paid"}`);
    }
    await pause(pollMs);
  }
}

function hasExpired(error: unknown): boolean {
  return error instanceof RefusedError && isExpired(error.response);
}

function isExpired(response: Payload): boolean {
  if (response.__typename === "CheckoutExpiredError") return true;
  return response.__typename === "CheckoutNotPayableError" && "reason" in response && response.reason === "EXPIRED";
}
