/** Generated order histories as events: confirmations, partial and whole cancellations, and refunds. */
import { events } from "@hansa/contracts/events";
import fc from "fast-check";
import type { z } from "zod";
import type { Shop } from "./shop.ts";

export type Sale = z.input<typeof events.orderConfirmed.payload>;
type Part = z.input<typeof events.orderLinesCancelled.payload>["lines"][number];
type Refund = z.input<typeof events.orderRefunded.payload>;

/** The events of one order in sequence; `day` counts from the first day of the history. */
export type History = { day: number; sale: Sale; after: readonly After[] };
type After = { daysLater: number } & (
  | { kind: "cancelled"; parts: Part[]; isWhole: boolean }
  | { kind: "refunded"; refund: Refund }
);

const currencies = ["EUR", "JPY", "KWD"];
const small = fc.integer({ min: 0, max: 5_000 });

const lineInput = fc.record({
  product: fc.integer({ min: 1, max: 5 }),
  variant: fc.integer({ min: 1, max: 2 }),
  quantity: fc.integer({ min: 1, max: 4 }),
  price: fc.integer({ min: 1, max: 9_999 }),
  discount: fc.integer({ min: 0, max: 100 }),
  tax: fc.integer({ min: 0, max: 999 }),
});
const orderInput = fc.record({
  day: fc.integer({ min: 0, max: 40 }),
  currency: fc.constantFrom(...currencies),
  country: fc.constantFrom("DE", "FR", null),
  customer: fc.constantFrom("user_ada", "user_bob", null),
  promotions: fc.subarray(["promo_a", "promo_b"]),
  lines: fc.array(lineInput, { minLength: 1, maxLength: 4 }),
  shipping: small,
  shippingTax: fc.integer({ min: 0, max: 99 }),
  taxIncluded: fc.boolean(),
  cancelled: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 }),
  isWholeCancelled: fc.boolean(),
  refunds: fc.array(fc.record({ lines: fc.array(small, { maxLength: 4 }), beside: small, later: fc.nat(9) }), {
    maxLength: 2,
  }),
});

/** Histories of up to twelve orders. */
export const histories = fc.array(orderInput, { minLength: 1, maxLength: 12 }).map((orders) => orders.map(historyOf));

function historyOf(input: typeof orderInput extends fc.Arbitrary<infer Order> ? Order : never, index: number): History {
  const orderId = `ord_${index}`;
  const lines = input.lines.map((line, place) => {
    const gross = line.price * line.quantity;
    const discountMinor = Math.floor((gross * line.discount) / 100);
    return {
      lineId: `line_${index}_${place}`,
      productId: `prod_${line.product}`,
      variantId: `var_${line.product}_${line.variant}`,
      quantity: line.quantity,
      lineTotalMinor: gross - discountMinor,
      discountMinor,
      taxMinor: line.tax,
    };
  });
  const sumOf = (of: (line: (typeof lines)[number]) => number) => lines.reduce((total, line) => total + of(line), 0);
  const discountMinor = sumOf((line) => line.discountMinor);
  const taxMinor = sumOf((line) => line.taxMinor) + input.shippingTax;
  const subtotalMinor = sumOf((line) => line.lineTotalMinor) + discountMinor;
  const minor = subtotalMinor - discountMinor + input.shipping + (input.taxIncluded ? 0 : taxMinor);
  const sale: Sale = {
    orderId,
    number: String(index),
    checkoutId: `chk_${index}`,
    customerId: input.customer,
    country: input.country,
    placedAt: 0,
    total: { minor, currency: input.currency },
    subtotalMinor,
    discountMinor,
    shippingMinor: input.shipping,
    taxMinor,
    promotions: input.promotions.map((promotionId) => ({
      promotionId,
      label: promotionId.toUpperCase(),
      discountMinor: 0,
    })),
    lines,
  };
  const partOf = (line: (typeof lines)[number], quantity: number): Part => {
    const { lineId, variantId, productId } = line;
    return { lineId, variantId, productId, quantity };
  };
  const someParts = lines.flatMap((line, place) => {
    const quantity = Math.min(input.cancelled[place] ?? 0, line.quantity);
    return quantity > 0 ? [partOf(line, quantity)] : [];
  });
  const restParts = lines.flatMap((line, place) => {
    const left = line.quantity - Math.min(input.cancelled[place] ?? 0, line.quantity);
    return left > 0 ? [partOf(line, left)] : [];
  });
  const refunds = input.refunds.map(({ lines: refundedMinors, beside, later }, count): After => {
    const parts = lines.flatMap((line, place) => {
      const refundedMinor = refundedMinors[place] ?? 0;
      return refundedMinor > 0 ? [{ ...partOf(line, 1), refundedMinor }] : [];
    });
    const amount = {
      minor: beside + parts.reduce((total, part) => total + part.refundedMinor, 0),
      currency: input.currency,
    };
    const about = { orderId, customerId: input.customer, refundId: `ref_${index}_${count}` };
    return {
      daysLater: later,
      kind: "refunded",
      refund: { ...about, amount, shippingMinor: beside, adjustmentMinor: 0, lines: parts },
    };
  });
  const cancellations: After[] = [
    ...(someParts.length > 0 ? [{ daysLater: 1, kind: "cancelled" as const, parts: someParts, isWhole: false }] : []),
    ...(input.isWholeCancelled ? [{ daysLater: 2, kind: "cancelled" as const, parts: restParts, isWhole: true }] : []),
  ];
  return { day: input.day, sale, after: [...cancellations, ...refunds] };
}

const dayMs = 24 * 60 * 60 * 1_000;

/** Publishes the histories by day, from `start` on. They are not projected automatically. */
export async function publishHistories(s: Shop, all: readonly History[], start: number): Promise<void> {
  const published = all
    .flatMap(({ day, sale, after }) => [
      { day, tell: () => s.publishEvent(events.orderConfirmed, sale) },
      ...after.map((then) => ({ day: day + then.daysLater, tell: () => publishLaterEvent(s, sale, then) })),
    ])
    .sort((a, b) => a.day - b.day);
  for (const { day, tell } of published) {
    s.runtime.setNow(start + day * dayMs);
    await tell();
  }
}

function publishLaterEvent(s: Shop, sale: Sale, then: After): Promise<void> {
  const { orderId, customerId } = sale;
  if (then.kind === "refunded") return s.publishEvent(events.orderRefunded, then.refund);
  return then.isWhole
    ? s.publishEvent(events.orderCancelled, {
        ...sale,
        reason: "CUSTOMER",
        wasConfirmed: true,
        cancelledNow: then.parts,
      })
    : s.publishEvent(events.orderLinesCancelled, { orderId, customerId, lines: then.parts });
}
