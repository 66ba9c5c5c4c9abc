/** Places one past order as its buyer: cart, checkout, payment, confirmation, through the GraphQL servers. */

import type { Viewer } from "@hansa/kit/identity/identity";
import { guest } from "@hansa/kit/testing/graphql-client";
import type { Opened } from "../accounts/registration.ts";
import {
  cartCodeApply,
  cartCreate,
  checkoutComplete,
  checkoutStart,
  checkoutUpdate,
  paymentConfirm,
  paymentStart,
  send,
} from "../mutations/purchase.ts";
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
  const lines = planned.lines.map(({ sku, quantity }) => ({ variantId: variantIdBySku.get(sku), quantity }));
  const { cart } = await send(shop, viewer, cartCreate, { currency, lines });
  if (code) await send(shop, viewer, cartCodeApply, { cartId: cart.id, code });
  await shop.runtime.advance(4 * minute);
  const checkoutId = await fillIn(shop, viewer, planned, account, cart.id);
  const paymentId = course === "free" ? null : await pay(shop, viewer, planned, course, checkoutId);

  const { order, guestToken } = await send(shop, viewer, checkoutComplete, { checkoutId, idempotencyKey: name });
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

/** From the cart to a checkout that lacks nothing. */
async function fillIn(
  shop: SeedShop,
  viewer: Viewer,
  { name, buyer, address, isUrgent }: PlannedOrder,
  account: Opened | undefined,
  cartId: string,
): Promise<string> {
  const { email, addresses } = personOf(buyer);
  const started = await send(shop, viewer, checkoutStart, {
    cartId,
    email: account ? null : email,
    idempotencyKey: `${name}-start`,
  });
  const { id: checkoutId, missing } = started.checkout;
  await shop.runtime.advance(2 * minute);
  if (!missing.includes("SHIPPING_ADDRESS")) {
    await send(shop, viewer, checkoutUpdate, { checkoutId, billingAddress: addresses[address] });
    return checkoutId;
  }
  const savedAddressId = account?.addressIds[address];
  const destination = savedAddressId ? { savedAddressId } : { shippingAddress: addresses[address] };
  const { checkout } = await send(shop, viewer, checkoutUpdate, { checkoutId, ...destination });
  const option = isUrgent ? checkout.shippingOptions.at(-1) : checkout.shippingOptions[0];
  await send(shop, viewer, checkoutUpdate, { checkoutId, shippingOptionId: option?.id });
  await shop.runtime.advance(minute);
  return checkoutId;
}

/** Pays as planned, and gives the payment that went through in the end. */
async function pay(
  shop: SeedShop,
  viewer: Viewer,
  { name, keepsCard }: PlannedOrder,
  course: keyof typeof tokens,
  checkoutId: string,
): Promise<string> {
  const start = (paymentToken: string, attempt: number) => {
    const idempotencyKey = `${name}-pay-${attempt}`;
    const card = { methodCode: "card", paymentToken, saveMethod: keepsCard };
    return send(shop, viewer, paymentStart, { checkoutId, ...card, idempotencyKey });
  };
  if (course === "declinedFirst") {
    await start("tok_declined", 1);
    await shop.runtime.advance(minute);
  }
  const { payment } = await start(tokens[course], 2);
  if (course === "secondStep") {
    await shop.runtime.advance(minute);
    await send(shop, viewer, paymentConfirm, {
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
