/** The desk that sees to refunds: what a bank would not give back waits for a person, who gives it again. */
import type { Books } from "./books.ts";
import { type Asking, askOften } from "./client.ts";
import { orderRefund } from "./mutations.ts";
import { staff } from "./people.ts";

/** Gives money of a cancelled order again, once for each order; resolves when all were asked for. */
export type Desk = () => Promise<void>;

export function openDesk(asking: Asking, books: Books): Desk {
  const seenTo = new Set<string>();
  return async () => {
    const owed = books.owed().filter(({ orderId }) => !seenTo.has(orderId));
    let asked = 0;
    for (const { orderId, minor } of owed) {
      seenTo.add(orderId);
      const input = { orderId, adjustmentMinor: minor, reason: "It did not arrive." };
      void askOften(asking, staff, orderRefund, { ...input, idempotencyKey: `${orderId}-again` }).finally(() => {
        asked += 1;
      });
    }
    await asking.scheduler.run(() => asked === owed.length);
  };
}
