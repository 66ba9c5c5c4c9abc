/** All events of the shop: name, version and payload, without personal data. `docs/contributors/events.md` is checked against this file. */
import { taxCategories } from "@hansa/commerce/tax-class";
import { auditRecorded } from "@hansa/contracts/audit-log";
import { eventContract } from "@hansa/kit/rpc";
import { z } from "zod";
import { shopFacts } from "./new-shop.ts";
import { linePart, money, orderFields, orderRefundFields, placedOrderFields } from "./order-event-fields.ts";
import { authorizedPayment, checkoutPayment, paymentRefund } from "./payments.ts";

const ofProduct = ({ productId }: { productId: string }) => productId;
const ofVariant = ({ variantId }: { variantId: string }) => variantId;
const ofUser = ({ userId }: { userId: string }) => userId;
const ofOrder = ({ orderId }: { orderId: string }) => orderId;
const ofPayment = ({ paymentId }: { paymentId: string }) => paymentId;

/** The last argument of each contract gives the aggregate. */
export const events = {
  productPublished: eventContract("product.published", 1, z.object({ productId: z.string() }), ofProduct),
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
    ofVariant,
  ),
  /** A planned price was cancelled: the price before it stays valid. */
  productPriceCancelled: eventContract(
    "product.priceCancelled",
    1,
    z.object({ variantId: z.string(), currency: z.string(), startsAt: z.int() }),
    ofVariant,
  ),
  stockChanged: eventContract(
    "stock.changed",
    2,
    z.object({
      variantId: z.string(),
      /** The change of the units on hand: zero for units that were sold or cancelled. */
      delta: z.int(),
      reason: z.string(),
      onHand: z.int(),
      /** Units that are sold, neither sent nor cancelled. */
      committed: z.int(),
    }),
    ofVariant,
  ),

  userRegistered: eventContract("user.registered", 1, z.object({ userId: z.string() }), ofUser),
  userEmailVerified: eventContract("user.emailVerified", 1, z.object({ userId: z.string() }), ofUser),
  userErased: eventContract("user.erased", 1, z.object({ userId: z.string() }), ofUser),

  orderPlaced: eventContract("order.placed", 1, placedOrderFields, ofOrder),
  orderConfirmed: eventContract("order.confirmed", 1, placedOrderFields, ofOrder),
  /** A guest's order joined an account. Its other events name the customer from then on. */
  orderJoined: eventContract(
    "order.joined",
    1,
    z.object({
      orderId: z.string(),
      checkoutId: z.string(),
      customerId: z.string(),
      /** Whether `order.confirmed` has been published, without the customer. */
      wasConfirmed: z.boolean(),
      lines: z.array(linePart),
    }),
    ofOrder,
  ),
  /** Staff corrected the e-mail address of an order: its guest token is another one from then on. Not for a corrected street. */
  orderContactUpdated: eventContract(
    "order.contactUpdated",
    1,
    orderFields.extend({
      /** SHA-256 of the valid guest token, base64url: enough to recognise the token, not to make it. */
      guestTokenHash: z.string(),
    }),
    ofOrder,
  ),
  orderCancelled: eventContract(
    "order.cancelled",
    1,
    placedOrderFields.extend({
      reason: z.string(),
      /** Whether it had been confirmed: consumers that counted it subtract `cancelledNow`. */
      wasConfirmed: z.boolean(),
      /** The units that this event cancels, without those cancelled before. */
      cancelledNow: z.array(linePart),
    }),
    ofOrder,
  ),
  orderLinesCancelled: eventContract(
    "order.linesCancelled",
    1,
    orderFields.extend({
      lines: z.array(linePart),
      /** Shipping price that is no longer charged, because the last unit that needed a parcel was cancelled. */
      shippingMinor: z.int().default(0),
    }),
    ofOrder,
  ),
  orderShipped: eventContract(
    "order.shipped",
    1,
    orderFields.extend({ shipmentId: z.string(), lines: z.array(linePart) }),
    ofOrder,
  ),
  orderDelivered: eventContract(
    "order.delivered",
    1,
    orderFields.extend({ shipmentId: z.string(), lines: z.array(linePart) }),
    ofOrder,
  ),
  /** An invoice or a credit note was issued: the tax report consists of these. */
  taxDocumentIssued: eventContract(
    "taxDocument.issued",
    1,
    orderFields.extend({
      kind: z.enum(["INVOICE", "CREDIT_NOTE"]),
      number: z.string(),
      /** REVERSAL: a credit note is revoked; its amounts are negative. CORRECTION: an invoice is taken back, and another replaces it. */
      cause: z.enum(["SALE", "REFUND", "CANCELLATION", "REVERSAL", "CORRECTION"]),
      /** The day in the shop's time zone, in days since 1970. */
      day: z.int(),
      total: money,
      /** The part of `total` that stands in no tax. */
      roundingMinor: z.int().default(0),
      /**
       * By place, name, rate and category, the rate in parts per million. Bases, amounts and the rounding add up to `total`. Country and
       * region are those of the rate; the country is the destination where no rate was used.
       */
      taxes: z.array(
        z.object({
          name: z.string(),
          rate: z.int(),
          country: z.string(),
          category: z.enum(taxCategories),
          region: z.string().nullable(),
          /** The member state to which a distance sale went; null for other sales. */
          distanceTo: z.string().nullable().default(null),
          baseMinor: z.int(),
          amountMinor: z.int(),
        }),
      ),
    }),
    ofOrder,
  ),
  orderRefunded: eventContract("order.refunded", 1, orderRefundFields, ofOrder),
  /** A bank returned a refund of `order.refunded`: consumers that counted it subtract it. */
  orderRefundReversed: eventContract("order.refundReversed", 1, orderRefundFields, ofOrder),
  returnReceived: eventContract(
    "return.received",
    1,
    orderFields.extend({ returnId: z.string(), lines: z.array(linePart.extend({ restocked: z.boolean() })) }),
    ofOrder,
  ),

  /** The payable step of each currency that has one: what every active provider takes. The last event is valid. */
  payableStepsChanged: eventContract(
    "payment.stepsChanged",
    1,
    z.object({ steps: z.record(z.string(), z.int().min(1)) }),
    () => "providers",
  ),

  /** The shop's settings that other services need. The last event is valid. */
  shopSettingsChanged: eventContract("shop.settingsChanged", 1, shopFacts, () => "shop"),

  paymentAuthorized: eventContract("payment.authorized", 1, authorizedPayment, ofPayment),
  paymentCaptured: eventContract(
    "payment.captured",
    2,
    checkoutPayment.extend({
      /** The amount of this capture. `capturedMinor` is the total so far. */
      captureAmount: money,
      capturedMinor: z.int(),
      /** Whether it was captured at the provider, not by the shop. */
      fromProvider: z.boolean(),
      /** The id under which orders requested it; null if it was captured at the provider. */
      captureId: z.string().nullable().default(null),
    }),
    ofPayment,
  ),
  paymentFailed: eventContract("payment.failed", 1, checkoutPayment.extend({ failureCode: z.string() }), ofPayment),
  paymentVoided: eventContract("payment.voided", 1, checkoutPayment, ofPayment),
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
    ofPayment,
  ),

  refundPending: eventContract("refund.pending", 1, paymentRefund, ofPayment),
  refundSucceeded: eventContract("refund.succeeded", 1, paymentRefund, ofPayment),
  refundFailed: eventContract("refund.failed", 1, paymentRefund.extend({ reason: z.string() }), ofPayment),

  /** From any service, for the audit log that users stores. */
  auditRecorded,
};
