/** Owed refunds: reads the work lists of finance until the run is over, and repeats what failed or came back. */
import { setTimeout as pause } from "node:timers/promises";
import { OrderRefundDocument, OrdersToRefundDocument } from "@hansa/client/documents/orders";
import type { OrderFilter, OrdersToRefundQuery } from "@hansa/client/generated/graphql";
import { isType } from "@hansa/client/mutation";
import { type OwedRefund, openRefundDesk } from "@hansa/client/refund-desk";
import { type Client, sendUntilSettled } from "./client.ts";

const lookEveryMs = 1_500;

/** Cancelled orders of which the shop still has money, and orders that are held because a refund failed. */
const workLists: readonly OrderFilter[] = [
  { states: ["CANCELLED"], settlements: ["REFUND_DUE"] },
  { holdReasons: ["REFUND_FAILED"] },
];

type SeenOrder = OrdersToRefundQuery["orders"]["nodes"][number];

/** Gives money again, once for each failure, until the run is over. */
export async function repeatOwedRefunds(finance: Client): Promise<void> {
  const giveAgain = openRefundDesk(async (input) => {
    const response = await sendUntilSettled(finance, OrderRefundDocument, { input });
    if (isType(response, "OrderRefunded")) finance.load.counters.repeatedRefunds += 1;
  });
  while (!finance.load.isOver()) {
    for (const filter of workLists) {
      const page = await sendUntilSettled(finance, OrdersToRefundDocument, { filter });
      // While payments is away the orders come without their payments, and nothing can be decided.
      const nodes = page?.nodes ?? [];
      if (nodes.every(({ payments }) => payments?.every((payment) => payment.disputes)))
        await giveAgain(nodes.flatMap(owedRefunds));
    }
    await pause(lookEveryMs);
  }
}

function owedRefunds(order: SeenOrder): OwedRefund[] {
  if (order.refunds.some(({ state }) => state === "PENDING")) return [];
  const minor = order.state === "CANCELLED" ? outstandingAmount(order) : lastFailed(order);
  return minor > 0 ? [{ orderId: order.id, minor, refunds: order.refunds.length }] : [];
}

/** The captured amount that was not refunded and that no bank withholds. */
function outstandingAmount({ payments }: SeenOrder): number {
  return (payments ?? []).reduce((left, { captured, refunded, refundPending, disputes }) => {
    const withheld = (disputes ?? [])
      .filter(({ state }) => state !== "WON")
      .reduce((sum, { amount }) => sum + amount.minor, 0);
    return left + captured.minor - refunded.minor - refundPending.minor - withheld;
  }, 0);
}

function lastFailed({ refunds }: SeenOrder): number {
  return refunds.findLast(({ state }) => state === "FAILED")?.amount.minor ?? 0;
}
