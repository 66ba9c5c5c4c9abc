/** Refund desk: repeats refunds that failed or came back. */
import type { OrderRefundInput } from "./generated/graphql.ts";

/** The amount that an order is owed, in minor units, after so many refunds of it. */
export type OwedRefund = { orderId: string; minor: number; refunds: number };

/** Refunds what is owed, each amount once after each refund; resolves when all are settled. */
export type RefundDesk = (owed: readonly OwedRefund[]) => Promise<void>;

/** Opens a desk that sends each refund with `refund`. */
export function openRefundDesk(refund: (input: OrderRefundInput) => Promise<unknown>): RefundDesk {
  const given = new Set<string>();
  return async (owed) => {
    const inputs = owed
      .map(({ orderId, minor, refunds }) => ({
        orderId,
        adjustmentMinor: minor,
        reason: "It did not arrive.",
        idempotencyKey: `${orderId}-again-${refunds}-${minor}`,
      }))
      .filter(({ idempotencyKey }) => !given.has(idempotencyKey));
    for (const { idempotencyKey } of inputs) given.add(idempotencyKey);
    await Promise.all(inputs.map(refund));
  };
}
