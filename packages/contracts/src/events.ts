/** Every event of the shop: its name, its version and what it says. None holds personal data. `docs/events.md` is checked against this file. */
import { eventContract } from "@hansa/kit/contract";
import { z } from "zod";

const money = z.object({ minor: z.int(), currency: z.string() });

const orderFacts = z.object({
  orderId: z.string(),
  number: z.string(),
  checkoutId: z.string(),
  /** Null for a guest. */
  customerId: z.string().nullable(),
  /** Where it goes; null if no address was asked for. */
  country: z.string().nullable(),
  total: money,
  lines: z.array(
    z.object({
      lineId: z.string(),
      variantId: z.string(),
      productId: z.string(),
      quantity: z.int(),
      lineTotalMinor: z.int(),
    }),
  ),
});

const paymentFacts = z.object({
  paymentId: z.string(),
  checkoutId: z.string(),
  /** The version of the checkout that it was started for. */
  version: z.int(),
  amount: money,
});

export const events = {
  productPublished: eventContract("product.published", 1, z.object({ productId: z.string() })),
  productPriceChanged: eventContract(
    "product.priceChanged",
    1,
    z.object({
      variantId: z.string(),
      currency: z.string(),
      /** Null: no longer sold in this currency. */
      minor: z.int().nullable(),
      startsAt: z.int(),
    }),
  ),
  stockChanged: eventContract(
    "stock.changed",
    1,
    z.object({ variantId: z.string(), delta: z.int(), reason: z.string(), onHand: z.int() }),
  ),

  userRegistered: eventContract("user.registered", 1, z.object({ userId: z.string() })),
  userEmailVerified: eventContract("user.emailVerified", 1, z.object({ userId: z.string() })),

  orderPlaced: eventContract("order.placed", 1, orderFacts),
  orderConfirmed: eventContract("order.confirmed", 1, orderFacts),
  orderCancelled: eventContract("order.cancelled", 1, orderFacts.extend({ reason: z.string() })),

  paymentAuthorized: eventContract("payment.authorized", 1, paymentFacts),
  paymentCaptured: eventContract("payment.captured", 1, paymentFacts),
  paymentFailed: eventContract("payment.failed", 1, paymentFacts.extend({ failureCode: z.string() })),
  paymentVoided: eventContract("payment.voided", 1, paymentFacts),
};
