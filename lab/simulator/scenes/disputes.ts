/** Scenes of disputes: a bank opens a chargeback while the order is processed, and decides it. */

import { OrderCancelDocument, OrderRefundDocument } from "@hansa/client/documents/orders";
import { z } from "zod";
import { readRow } from "../../harness/stores.ts";
import { type Actors, buy, expected, pass, second, sendAsBuyer, sendAsStaff } from "./actors.ts";
import type { Scene } from "./scene.ts";

const two = { shelf: 0, quantity: 2 };
/** A dispute opens five seconds after the money was taken, and messages may be late. */
const maxPolls = 120;

export const disputes: readonly Scene[] = [
  {
    title: "a bank opens a dispute, the order is cancelled meanwhile, and the bank decides for the shop",
    act: async (cast) => {
      const { id: orderId } = await buy(cast, [two], "tok_dispute_won");
      await disputeIs(cast, orderId, ["OPEN", "WON"]);
      await sendAsBuyer(cast, OrderCancelDocument, { orderId, idempotencyKey: `${cast.name}-cancel` });
      await disputeIs(cast, orderId, ["WON"]);
      await pass(cast, 10 * second);
    },
  },
  {
    title: "a bank opens a dispute and decides it for the customer, and no message arrives until a unit was refunded",
    act: async (cast) => {
      const { id: orderId, lines } = await buy(cast, [two], "tok_dispute_lost");
      cast.shop.hinder("payments /webhooks/sandbox", "lost");
      await pass(cast, 15 * second);
      const lineId = expected(lines.at(0), "a line").id;
      const refund = { orderId, lines: [{ lineId, quantity: 1 }], reason: "Sorry." };
      await sendAsStaff(cast, OrderRefundDocument, { ...refund, idempotencyKey: `${cast.name}-refund` });
      cast.shop.mend();
      await disputeIs(cast, orderId, ["LOST"]);
      await pass(cast, 10 * second);
    },
  },
];

const statement = "SELECT disputes.state FROM disputes JOIN payments ON payments.id = payment_id WHERE order_id = ?";
const dispute = z.object({ state: z.string() });

/** Waits until payments has the dispute over an order in one of these states: it may hear late, and of the end first. */
async function disputeIs(cast: Actors, orderId: string, states: readonly string[]): Promise<void> {
  for (let looks = 0; looks < maxPolls; looks += 1) {
    const found = dispute.safeParse(readRow(cast.folder, "payments", statement, orderId)).data;
    if (found && states.includes(found.state)) return;
    await pass(cast, second);
  }
  throw new Error(`${cast.name}: the dispute over ${orderId} is not ${states.join(" or ")}`);
}
