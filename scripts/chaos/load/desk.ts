/** The desk that sees to refunds: what the provider would not give back waits for a person, and here is one who gives it again. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { type Client, settle } from "./client.ts";

/** Banks take seconds here, and a message of theirs that is lost is found by asking, half a minute later. */
const patienceMs = 90_000;
const lookEveryMs = 1_000;

const shown = z.object({
  state: z.string(),
  refunds: z.array(z.object({ id: z.string(), state: z.string(), amount: z.object({ minor: z.int() }) })),
});

/** Looks at the refunds of an order until all are decided, and gives each that failed again, once, under a key that begins with `name`. */
export async function seeToRefunds(finance: Client, name: string, orderId: string): Promise<void> {
  const seenTo = new Set<string>();
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt && !finance.load.isOver()) {
    const answer = await settle(finance, "orderRefunds", { id: orderId });
    const order = shown.safeParse(answer?.body);
    if (!order.success) return;
    const { state, refunds } = order.data;
    const failed = refunds.filter((refund) => refund.state === "FAILED" && !seenTo.has(refund.id));
    for (const { id, amount } of failed) {
      seenTo.add(id);
      await giveAgain(finance, `${name}-again-${seenTo.size}`, orderId, amount.minor);
    }
    const isOpen = state === "PENDING_PAYMENT" || refunds.some((refund) => refund.state === "PENDING");
    if (!isOpen && failed.length === 0) return;
    await pause(lookEveryMs);
  }
}

async function giveAgain(finance: Client, idempotencyKey: string, orderId: string, adjustmentMinor: number) {
  const input = { orderId, adjustmentMinor, reason: "It did not arrive.", idempotencyKey };
  const scope = finance.account?.userId ?? orderId;
  const answer = await settle(finance, "orderRefund", { input }, { scope, key: idempotencyKey });
  if (answer?.typename === "OrderRefunded") finance.load.figures.givenAgain += 1;
}
