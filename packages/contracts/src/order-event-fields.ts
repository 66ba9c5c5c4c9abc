/** Fields that several events of orders have. */
import { z } from "zod";

/** An amount. */
export const money = z.object({ minor: z.int(), currency: z.string() });

/** A quantity of one order line. */
export const linePart = z.object({
  lineId: z.string(),
  variantId: z.string(),
  productId: z.string(),
  quantity: z.int(),
  /** Ranges of unit numbers that were cancelled or refunded. Absent in events from before units had numbers. */
  units: z.array(z.tuple([z.int(), z.int()])).optional(),
});

/** Fields of every event of a placed order. */
export const orderFields = z.object({
  orderId: z.string(),
  /** Null for a guest. */
  customerId: z.string().nullable(),
});

/** Fields of the events of a refund. */
export const orderRefundFields = orderFields.extend({
  refundId: z.string(),
  amount: money,
  shippingMinor: z.int(),
  adjustmentMinor: z.int(),
  /** The refunded amount of each line, tax included; without units it is a price reduction. Empty for a refund without lines. */
  lines: z.array(linePart.extend({ refundedMinor: z.int() })),
});

/** Fields of the events of an order as it was placed. */
export const placedOrderFields = orderFields.extend({
  number: z.string(),
  checkoutId: z.string(),
  /** The country of delivery; null if the order needs no address. */
  country: z.string().nullable(),
  placedAt: z.int(),
  total: money,
  /** In the currency of `total`, as `Order.totals` has them. */
  subtotalMinor: z.int(),
  discountMinor: z.int(),
  shippingMinor: z.int(),
  taxMinor: z.int(),
  /** The total less the sum of its parts; and the payable step, of which the charge for each unit is a multiple. */
  roundingMinor: z.int().default(0),
  stepMinor: z.int().default(1),
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
