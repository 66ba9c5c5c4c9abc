/** Places one invoice as its customer: cart, checkout, payment, order. Every step may be repeated. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { type Graph, mutate, RefusedError } from "../../client/retrying-client.ts";
import { billingAddressOf } from "../file/addresses.ts";
import { cartLinesOf, type Invoice, totalOf } from "../file/invoices.ts";
import type { Journal } from "../journal.ts";
import {
  cartCreate,
  cartLinesAdd,
  checkout,
  checkoutComplete,
  checkoutStart,
  checkoutUpdate,
  paymentStart,
} from "./purchase-mutations.ts";

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
      const number = await checkOut(shopping, invoice, cartId, token, attempt);
      return journal.note({ invoice: invoice.number, order: number });
    } catch (error) {
      if (attempt < maxCheckouts && hasExpired(error)) continue;
      throw new Error(`invoice ${invoice.number}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
}

/** From the cart to the confirmed order, whose number is the answer. */
async function checkOut(
  { graph, tokenFor, emailOf }: PurchaseContext,
  invoice: Invoice,
  cartId: string,
  token: string | undefined,
  attempt: number,
): Promise<string> {
  const key = (step: string): string => `replay-${invoice.number}-${step}-${attempt}`;
  const start = { cartId, idempotencyKey: key("start"), ...(tokenFor ? {} : { email: emailOf(invoice) }) };
  const { id: checkoutId } = (await mutate(graph, checkoutStart, start, token)).checkout;
  const { totals, availableMethods } = await addressCheckout(graph, checkoutId, invoice, token);
  const [wanted, asked] = [totalOf(invoice), totals.total.minor];
  if (wanted !== asked) throw new Error(`it is ${wanted} pence, and the shop asks for ${asked}`);

  const methodCode = availableMethods[0]?.code;
  await pay(graph, { checkoutId, methodCode, paymentToken: "tok_ok", idempotencyKey: key("pay") }, token);
  return complete(graph, { checkoutId, idempotencyKey: key("complete") }, token);
}

/** A cart with all lines of the invoice. The cart is written down first: a cart that has a second version was filled before. */
async function fillCart(
  { graph, journal }: PurchaseContext,
  invoice: Invoice,
  token: string | undefined,
): Promise<string> {
  let cartId = journal.carts.get(invoice.number);
  if (cartId === undefined) {
    cartId = (await mutate(graph, cartCreate, { currency: "GBP" }, token)).cart.id;
    journal.note({ invoice: invoice.number, cartId });
  }
  const lines = cartLinesOf(invoice).map(({ sku, quantity }) => {
    const variantId = journal.variants.get(sku);
    if (variantId === undefined) throw new Error(`${sku} was never put on sale`);
    return { variantId, quantity };
  });
  try {
    await mutate(graph, cartLinesAdd, { cartId, lines, expectedVersion: 1 }, token);
  } catch (error) {
    if (!(error instanceof RefusedError && filledBefore.has(error.type))) throw error;
  }
  return cartId;
}

const filledBefore = new Set(["CartConflictError", "CartClosedError", "CheckoutLockedError"]);

/** Says who pays; the invoice's number goes along, so that its order can be found in the books. */
async function addressCheckout(graph: Graph, checkoutId: string, invoice: Invoice, token: string | undefined) {
  const input = { checkoutId, billingAddress: billingAddressOf(invoice) };
  try {
    return (await mutate(graph, checkoutUpdate, input, token)).checkout;
  } catch (error) {
    // Locked: the address was given and payment begun before an interruption.
    if (error instanceof RefusedError && error.type === "CheckoutLockedError")
      return checkout.parse(error.answer).checkout;
    throw error;
  }
}

/** Starts to pay, unless it was paid before an interruption. */
async function pay(graph: Graph, input: Record<string, unknown>, token: string | undefined): Promise<void> {
  try {
    await mutate(graph, paymentStart, input, token);
  } catch (error) {
    if (whyNotPayable(error) !== "ALREADY_PAID") throw error;
  }
}

/** Completes, and completes again until the order is certain: the same key gives the same order as far as it is. */
async function complete(graph: Graph, input: Record<string, unknown>, token: string | undefined): Promise<string> {
  const deadline = performance.now() + maxWaitMs;
  for (;;) {
    const outcome = await mutate(graph, checkoutComplete, input, token).catch((error: unknown) => {
      // The provider has not answered yet.
      if (error instanceof RefusedError && error.type === "PaymentRequiredError") return undefined;
      throw error;
    });
    if (outcome?.order.state === "CONFIRMED") return outcome.order.number;
    const isUnsure = outcome === undefined || outcome.order.state === "PENDING_PAYMENT";
    if (!isUnsure || performance.now() > deadline) {
      throw new Error(`checkoutComplete did not end in a confirmed order: ${outcome?.order.state ?? "not paid"}`);
    }
    await pause(pollMs);
  }
}

function hasExpired(error: unknown): boolean {
  return (error instanceof RefusedError && error.type === "CheckoutExpiredError") || whyNotPayable(error) === "EXPIRED";
}

function whyNotPayable(error: unknown): string | undefined {
  if (!(error instanceof RefusedError) || error.type !== "CheckoutNotPayableError") return undefined;
  return z.object({ reason: z.string() }).parse(error.answer).reason;
}
