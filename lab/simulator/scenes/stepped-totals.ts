/** Scenes of orders with a rounded total: captures, refunds and cancellations in a currency of which the provider takes tenths only. */
import { OrderLinesCancelDocument, OrderRefundDocument } from "@hansa/client/documents/orders";
import { requireSuccess } from "@hansa/client/mutation";
import { stepped } from "../shop/template.ts";
import { buy, expected, pass, second, send, sendAsStaff } from "./actors.ts";
import type { Scene } from "./scene.ts";

const three = { shelf: 0, quantity: 3 };
const other = { shelf: 1, quantity: 1 };

export const steppedTotals: readonly Scene[] = (["ON_PLACEMENT", "ON_FULFILMENT"] as const).map(
  (captureMode): Scene => ({
    title: `units of an order with a rounded total are sent, refunded and cancelled, captured ${captureMode}`,
    captureMode,
    act: async (cast) => {
      const order = await buy({ ...cast, currency: stepped }, [three, other]);
      const [line, next] = order.lines;
      await send(cast, order);
      await pass(cast, 10 * second);
      const lines = [{ lineId: expected(line, "a line").id, quantity: 1 }];
      const refund = { orderId: order.id, lines, reason: "Broken.", idempotencyKey: `${cast.name}-refund` };
      requireSuccess(await sendAsStaff(cast, OrderRefundDocument, refund));
      const parts = [{ lineId: expected(next, "a second line").id, quantity: 1 }];
      const rest = { orderId: order.id, parts, idempotencyKey: `${cast.name}-rest` };
      requireSuccess(await sendAsStaff(cast, OrderLinesCancelDocument, rest));
      await pass(cast, 10 * second);
      await send(cast, order, 2);
      await pass(cast, 10 * second);
    },
  }),
);
