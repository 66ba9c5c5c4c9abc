/** Places one past order as its buyer: cart, checkout, payment, confirmation, through the GraphQL servers. */

import {
  CartCreateDocument,
  CheckoutCompleteDocument,
  CheckoutStartDocument,
  CheckoutUpdateDocument,
  PaymentConfirmDocument,
  PaymentStartDocument,
} from "@hansa/client/documents/purchase";
import { CartCodeApplyDocument } from "@hansa/client/documents/settings";
import { isType, mutate, requireSuccess } from "@hansa/client/mutation";
import type { Viewer } from "@hansa/kit/identity";
import { guest } from "@hansa/kit/testing";
import { performInProcess, routeInProcess } from "../../host/in-process-client.ts";
import type { Opened } from "../accounts/registration.ts";
import type { SeedShop } from "../shop.ts";
import { personOf } from "./plan.ts";
import type { PlannedOrder } from "./planned-order.ts";

/** An order that was placed, with what it takes to find it again. */
export type Placed = {
  orderId: string;
  number: string;
  checkoutId: string;
  /** Null for an order that cost nothing. */
  paymentId: string | null;
  /** Null if it belongs to an account. */
  guestToken: string | null;
  lines: readonly { id: string; sku: string; quantity: number }[];
  isDiscounted: boolean;
  shippingMinor: number;
  /** Null if nothing of it needs a parcel. */
  carrier: string | null;
};

const minute = 60_000;

/** Places it, minutes passing on the way. `account` is the buyer's, unless they are a guest. Throws if it does not end as planned. */
export async function placePastOrder(
  shop: SeedShop,
  planned: PlannedOrder,
  account: Opened | undefined,
  variantIdBySku: ReadonlyMap<string, string>,
): Promise<Placed> {
  const { name, currency, course, code } = planned;
  const viewer = account?.viewer ?? guest;
  const lines = planned.lines.map(({ sku, quantity }) => ({ variantId: idOf(variantIdBySku, sku), quantity }));
  const { cart } = await performInProcess(shop, viewer, CartCreateDocument, { currency, lines });
  if (code) await applyCode(shop, viewer, cart.id, code);
  await shop.runtime.advance(4 * minute);
  const purchase: Purchase = { shop, viewer, planned, account };
  const checkoutId = await fillIn(purchase, cart.id);
  const paymentId = course === "free" ? null : await pay(purchase, course, checkoutId);

  const { order, guestToken } = await performInProcess(shop, viewer, CheckoutCompleteDocument, {
    checkoutId,
    idempotencyKey: name,
  });
  const expected = course === "captureRefused" ? "CANCELLED" : "CONFIRMED";
  if (order.state !== expected) throw new Error(`the order ${order.number} is ${order.state}, expected ${expected}`);
  return {
    orderId: order.id,
    number: order.number,
    checkoutId,
    paymentId,
    guestToken,
    lines: order.lines,
    isDiscounted: order.totals.discount.minor > 0,
    shippingMinor: order.totals.shipping.minor,
    carrier: order.shippingOption?.carrier ?? null,
  };
}

/** The id that a SKU has in the shop; throws if it has none. */
export function idOf(idBySku: ReadonlyMap<string, string>, sku: string): string {
  const id = idBySku.get(sku);
  if (id === undefined) throw new Error(`nothing has the SKU ${sku}`);
  return id;
}

/** A code that nothing is left of, or that takes off less than what everybody gets, leaves the cart as it is. */
export async function applyCode(shop: SeedShop, viewer: Viewer, cartId: string, code: string): Promise<void> {
  const response = await mutate(routeInProcess(shop, viewer), CartCodeApplyDocument, { cartId, code });
  if (!isType(response, "CodeRejectedError")) requireSuccess(response);
}

/** A planned order with its buyer. `account`: undefined for a guest. */
type Purchase = { shop: SeedShop; viewer: Viewer; planned: PlannedOrder; account: Opened | undefined };

/** From the cart to a checkout that lacks nothing. */
async function fillIn({ shop, viewer, planned, account }: Purchase, cartId: string): Promise<string> {
  const { name, buyer, address, isUrgent } = planned;
  const { email, addresses } = personOf(buyer);
  const started = await performInProcess(shop, viewer, CheckoutStartDocument, {
    cartId,
    email: account ? null : email,
    idempotencyKey: `${name}-start`,
  });
  const { id: checkoutId, missing } = started.checkout;
  await shop.runtime.advance(2 * minute);
  if (!missing.includes("SHIPPING_ADDRESS")) {
    await performInProcess(shop, viewer, CheckoutUpdateDocument, { checkoutId, billingAddress: addresses[address] });
    return checkoutId;
  }
  const savedAddressId = account?.addressIds[address];
  const destination = savedAddressId ? { savedAddressId } : { shippingAddress: addresses[address] };
  const { checkout } = await performInProcess(shop, viewer, CheckoutUpdateDocument, { checkoutId, ...destination });
  const option = isUrgent ? checkout.shippingOptions.at(-1) : checkout.shippingOptions[0];
  await performInProcess(shop, viewer, CheckoutUpdateDocument, { checkoutId, shippingOptionId: option?.id });
  await shop.runtime.advance(minute);
  return checkoutId;
}

/** Pays as planned, and gives the payment that went through in the end. */
async function pay(
  { shop, viewer, planned }: Purchase,
  course: keyof typeof tokens,
  checkoutId: string,
): Promise<string> {
  const { name, keepsCard } = planned;
  const start = (paymentToken: string, attempt: number) => {
    const idempotencyKey = `${name}-pay-${attempt}`;
    const card = { methodCode: "card", paymentToken, saveMethod: keepsCard };
    return mutate(routeInProcess(shop, viewer), PaymentStartDocument, { checkoutId, ...card, idempotencyKey });
  };
  if (course === "declinedFirst") {
    const declined = await start("tok_declined", 1);
    if (!isType(declined, "PaymentDeclinedError")) throw new Error(`${name} was not declined`);
    await shop.runtime.advance(minute);
  }
  const { payment } = requireSuccess(await start(tokens[course], 2));
  if (course === "secondStep") {
    await shop.runtime.advance(minute);
    await performInProcess(shop, viewer, PaymentConfirmDocument, {
      paymentId: payment.id,
      checkoutId,
      paymentToken: "tok_second_step_ok",
      idempotencyKey: `${name}-confirm`,
    });
  }
  return payment.id;
}

/** The payment token of each course: the one that succeeds, or the last one tried. */
const tokens = {
  paid: "tok_ok",
  declinedFirst: "tok_ok",
  secondStep: "tok_second_step",
  captureRefused: "tok_capture_refused",
  closedLater: "tok_refund_fails",
} as const satisfies Record<Exclude<PlannedOrder["course"], "free">, string>;
