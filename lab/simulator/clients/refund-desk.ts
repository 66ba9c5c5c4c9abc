/** Refund desk: repeats refunds that a bank declined. */
import { OrderRefundDocument } from "../../client/documents/orders.ts";
import type { OpenRefund, StoreAudit } from "../store-audit.ts";
import { type ClientContext, sendWithRetries } from "./client.ts";
import { staff } from "./viewers.ts";

/** Gives money of a cancelled order again, once for each refund that failed; resolves when all were asked for. */
export type Desk = () => Promise<void>;

export function openDesk(asking: ClientContext, books: StoreAudit): Desk {
  const seenTo = new Set<string>();
  return async () => {
    const owed = books.owed().filter((debt) => !seenTo.has(keyOf(debt)));
    let attempts = 0;
    for (const debt of owed) {
      const idempotencyKey = keyOf(debt);
      seenTo.add(idempotencyKey);
      const input = { orderId: debt.orderId, adjustmentMinor: debt.minor, reason: "It did not arrive." };
      void sendWithRetries(asking, staff, OrderRefundDocument, { ...input, idempotencyKey }).finally(() => {
        attempts += 1;
      });
    }
    await asking.scheduler.run(() => attempts === owed.length);
  };
}

/** A dispute may stand in the way of the first try, and be won afterwards: then there is another failure, and another try. */
function keyOf({ orderId, failures }: OpenRefund): string {
  return `${orderId}-again-${failures}`;
}
