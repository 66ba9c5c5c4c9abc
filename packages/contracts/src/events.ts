/** Every event of the shop: its name, its version and what it says. None holds personal data. `docs/events.md` is checked against this file. */
import { auditRecorded } from "@hansa/kit/audit";
import { eventContract } from "@hansa/kit/contract";
import { z } from "zod";

const money = z.object({ minor: z.int(), currency: z.string() });

/** So many of one line of an order. */
const linePart = z.object({
  lineId: z.string(),
  variantId: z.string(),
  productId: z.string(),
  quantity: z.int(),
  /** The numbers of the units, from first to last, where they were cancelled or refunded. Absent in events of before units had numbers. */
  units: z.array(z.tuple([z.int(), z.int()])).optional(),
});

/** Something that happened to an order after it was placed. */
const orderNews = z.object({
  orderId: z.string(),
  /** Null for a guest. */
  customerId: z.string().nullable(),
});

const orderRefundFacts = orderNews.extend({
  refundId: z.string(),
  amount: money,
  shippingMinor: z.int(),
  adjustmentMinor: z.int(),
  /** What the refund was of for each line, tax included. Empty for one that names no lines. */
  lines: z.array(linePart.extend({ refundedMinor: z.int() })),
});

const orderFacts = orderNews.extend({
  number: z.string(),
  checkoutId: z.string(),
  /** Where it goes; null if no address was asked for. */
  country: z.string().nullable(),
  placedAt: z.int(),
  total: money,
  /** In the currency of `total`, as `Order.totals` has them. */
  subtotalMinor: z.int(),
  discountMinor: z.int(),
  shippingMinor: z.int(),
  taxMinor: z.int(),
  lines: z.array(
    linePart.extend({
      /** Price × quantity − discount. */
      lineTotalMinor: z.int(),
      discountMinor: z.int(),
      taxMinor: z.int(),
    }),
  ),
  promotions: z.array(z.object({ promotionId: z.string(), label: z.string(), discountMinor: z.int() })),
});

const paymentFacts = z.object({
  paymentId: z.string(),
  checkoutId: z.string(),
  /** The version of the checkout that it was started for. */
  version: z.int(),
  amount: money,
});

const refundFacts = z.object({
  refundId: z.string(),
  paymentId: z.string(),
  /** Null while the payment has no order. */
  orderId: z.string().nullable(),
  amount: money,
  /** It was begun at the provider, not by the shop: orders has never heard of it. */
  fromProvider: z.boolean(),
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
  /** A price that was told as planned for this time will not begin: the one before it goes on. */
  productPriceCancelled: eventContract(
    "product.priceCancelled",
    1,
    z.object({ variantId: z.string(), currency: z.string(), startsAt: z.int() }),
  ),
  stockChanged: eventContract(
    "stock.changed",
    1,
    z.object({ variantId: z.string(), delta: z.int(), reason: z.string(), onHand: z.int() }),
  ),

  userRegistered: eventContract("user.registered", 1, z.object({ userId: z.string() })),
  userEmailVerified: eventContract("user.emailVerified", 1, z.object({ userId: z.string() })),
  userErased: eventContract("user.erased", 1, z.object({ userId: z.string() })),

  orderPlaced: eventContract("order.placed", 1, orderFacts),
  orderConfirmed: eventContract("order.confirmed", 1, orderFacts),
  orderCancelled: eventContract(
    "order.cancelled",
    1,
    orderFacts.extend({
      reason: z.string(),
      /** It had been confirmed: whoever counted it takes back what is in `cancelledNow`. */
      wasConfirmed: z.boolean(),
      /** What this cancelled: lines without what had been cancelled before. */
      cancelledNow: z.array(linePart),
    }),
  ),
  orderLinesCancelled: eventContract(
    "order.linesCancelled",
    1,
    orderNews.extend({
      lines: z.array(linePart),
      /** Shipping price that is no longer charged, because the last unit that needed a parcel was cancelled. */
      shippingMinor: z.int().default(0),
    }),
  ),
  orderShipped: eventContract(
    "order.shipped",
    1,
    orderNews.extend({ shipmentId: z.string(), lines: z.array(linePart) }),
  ),
  orderDelivered: eventContract(
    "order.delivered",
    1,
    orderNews.extend({ shipmentId: z.string(), lines: z.array(linePart) }),
  ),
  /** An invoice or a credit note was issued: the tax report is made of these. */
  taxDocumentIssued: eventContract(
    "taxDocument.issued",
    1,
    orderNews.extend({
      kind: z.enum(["INVOICE", "CREDIT_NOTE"]),
      number: z.string(),
      /** REVERSAL: a credit note is taken back; its amounts are negative. */
      cause: z.enum(["SALE", "REFUND", "CANCELLATION", "REVERSAL"]),
      /** The day in the shop's time zone, in days since 1970. */
      day: z.int(),
      total: money,
      /** By name and rate, the rate in parts per million. Bases and amounts add up to `total`. */
      taxes: z.array(z.object({ name: z.string(), rate: z.int(), baseMinor: z.int(), amountMinor: z.int() })),
    }),
  ),
  orderRefunded: eventContract("order.refunded", 1, orderRefundFacts),
  /** What `order.refunded` told of was sent back by a bank: whoever counted it takes it back. */
  orderRefundCameBack: eventContract("order.refundCameBack", 1, orderRefundFacts),
  returnReceived: eventContract(
    "return.received",
    1,
    orderNews.extend({ returnId: z.string(), lines: z.array(linePart.extend({ restocked: z.boolean() })) }),
  ),

  /** What the other services need to know of the shop's settings. The last one counts. */
  shopSettingsChanged: eventContract(
    "shop.settingsChanged",
    1,
    z.object({
      name: z.string(),
      /** The first is the default. */
      currencies: z.array(z.string()).min(1),
      country: z.string(),
      lowStockThreshold: z.int(),
      /** The time zone of the books. */
      timeZone: z.string().default("UTC"),
    }),
  ),

  paymentAuthorized: eventContract("payment.authorized", 1, paymentFacts),
  paymentCaptured: eventContract(
    "payment.captured",
    1,
    paymentFacts.extend({
      /** What this capture took, and all that was taken so far. */
      taken: money,
      capturedMinor: z.int(),
      /** It was taken at the provider, not by the shop. */
      fromProvider: z.boolean(),
    }),
  ),
  paymentFailed: eventContract("payment.failed", 1, paymentFacts.extend({ failureCode: z.string() })),
  paymentVoided: eventContract("payment.voided", 1, paymentFacts),
  paymentDisputed: eventContract(
    "payment.disputed",
    1,
    z.object({
      disputeId: z.string(),
      paymentId: z.string(),
      orderId: z.string().nullable(),
      amount: money,
      state: z.enum(["OPEN", "WON", "LOST"]),
    }),
  ),

  refundPending: eventContract("refund.pending", 1, refundFacts),
  refundSucceeded: eventContract("refund.succeeded", 1, refundFacts),
  refundFailed: eventContract("refund.failed", 1, refundFacts.extend({ reason: z.string() })),

  /** From whichever service it was done in, for the audit log that users keeps. */
  auditRecorded,
};
