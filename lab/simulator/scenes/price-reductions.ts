/** Scenes of price reductions: between sending, a refund of a part, and the withdrawal of all units, in both capture modes, and by a VAT id. */
import {
  OrderRefundDocument,
  OrderVatIdCorrectDocument,
  ShipmentUpdateDocument,
  WithdrawalDeclareDocument,
} from "@hansa/client/documents/orders";
import { requireSuccess } from "@hansa/client/mutation";
import type { SeenOrder } from "../clients/client.ts";
import { company } from "../shop/template.ts";
import { type Actors, buy, expected, pass, second, send, sendAsBuyer, sendAsStaff } from "./actors.ts";
import type { Scene } from "./scene.ts";

const three = { shelf: 0, quantity: 3 };

const reductions = (["ON_PLACEMENT", "ON_FULFILMENT"] as const).map(
  (captureMode): Scene => ({
    title: `a price is reduced before and after a unit is refunded in part, and all are withdrawn, captured ${captureMode}`,
    captureMode,
    act: async (cast) => {
      const order = await buy(cast, [three]);
      const parcel = await send(cast, order, 2);
      await pass(cast, 10 * second);
      await refund(cast, order, { quantity: 0, amountMinor: 100 });
      await refund(cast, order, { quantity: 1, amountMinor: 200 });
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId: parcel, status: "DELIVERED" });
      await refund(cast, order, { quantity: 0, amountMinor: 50 });
      const entered = { orderNumber: order.number, email: "buyer@hansa.example", lastName: "Brandt" };
      const declared = { ...entered, idempotencyKey: `${cast.name}-withdraw` };
      requireSuccess(await sendAsBuyer(cast, WithdrawalDeclareDocument, declared));
      await pass(cast, 10 * second);
    },
  }),
);

export const priceReductions: readonly Scene[] = [
  ...reductions,
  {
    title: "a company pays tax, has its VAT id added, is refunded the tax, and receives a part",
    act: async (cast) => {
      const { vatId, ...consumer } = company;
      const order = await buy({ ...cast, address: consumer }, [three]);
      await pass(cast, 10 * second);
      const correction = { orderId: order.id, vatId, idempotencyKey: `${cast.name}-vat-id` };
      requireSuccess(await sendAsStaff(cast, OrderVatIdCorrectDocument, correction));
      await send(cast, order, 2);
      await pass(cast, 10 * second);
    },
  },
];

/** Refunds units of the first line, or reduces its price. */
async function refund(
  cast: Actors,
  { id: orderId, lines }: SeenOrder,
  line: { quantity: number; amountMinor: number },
): Promise<void> {
  const lineId = expected(lines.at(0), "a line").id;
  const key = { idempotencyKey: `${cast.name}-refund-${line.quantity}-${line.amountMinor}` };
  const input = { orderId, lines: [{ lineId, ...line }], reason: "A scratch.", ...key };
  requireSuccess(await sendAsStaff(cast, OrderRefundDocument, input));
  await pass(cast, 10 * second);
}
