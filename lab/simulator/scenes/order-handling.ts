/** Scenes of order handling: parcels, returns, refunds, review holds, and captures per parcel. */
import {
  FulfilmentCreateDocument,
  FulfilmentPutBackDocument,
  OrderCancelDocument,
  OrderCaptureDocument,
  OrderHoldDocument,
  OrderHoldReleaseDocument,
  OrderLinesCancelDocument,
  OrderNoteAddDocument,
  OrderRefundDocument,
  ShipmentUpdateDocument,
} from "@hansa/client/documents/orders";
import {
  ReturnCloseDocument,
  ReturnReceiveDocument,
  ReturnRequestDocument,
  ReturnResolveDocument,
} from "@hansa/client/documents/returns";
import { requireSuccess } from "@hansa/client/mutation";
import { gift } from "../shop/template.ts";
import { buy, day, expected, jump, minute, one, pass, second, send, sendAsBuyer, sendAsStaff } from "./actors.ts";
import type { Scene } from "./scene.ts";

const two = { shelf: 0, quantity: 2 };
const other = { shelf: 1, quantity: 1 };
const free = { shelf: gift, quantity: 1 };
const digital = { shelf: 3, quantity: 1 };

/** Free goods are sent although the priced ones of their order were cancelled or refunded. */
const giftScenes = (["ON_PLACEMENT", "ON_FULFILMENT"] as const).map(
  (captureMode): Scene => ({
    title: `the priced units of an order are cancelled, and its free gift is sent, captured ${captureMode}`,
    captureMode,
    act: async (cast) => {
      const order = await buy(cast, [free, other]);
      const parts = [{ lineId: expected(order.lines.at(1), "a second line").id, quantity: 1 }];
      const rest = { orderId: order.id, parts, idempotencyKey: `${cast.name}-rest` };
      requireSuccess(await sendAsStaff(cast, OrderLinesCancelDocument, rest));
      await pass(cast, 10 * second);
      await send(cast, order);
      await pass(cast, 10 * second);
    },
  }),
);

export const orderHandling: readonly Scene[] = [
  {
    title: "an order is put on hold, continues, is shipped, delivered, returned in part and completed",
    act: async (cast) => {
      const order = await buy(cast, [two]);
      const lineId = expected(order.lines.at(0), "a line").id;
      await sendAsStaff(cast, OrderNoteAddDocument, { orderId: order.id, text: "Looks odd." });
      await sendAsStaff(cast, OrderHoldDocument, { orderId: order.id, note: "Wait." });
      await sendAsStaff(cast, OrderHoldReleaseDocument, { orderId: order.id, note: "It is fine." });
      const shipmentId = await send(cast, order, 2);
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId, status: "DELIVERED" });
      const parts = [{ lineId, quantity: 1 }];
      const input = { orderId: order.id, parts, reason: "Too small.", idempotencyKey: `${cast.name}-return` };
      const returnId = requireSuccess(await sendAsBuyer(cast, ReturnRequestDocument, input)).orderReturn.id;
      await sendAsStaff(cast, ReturnResolveDocument, { returnId, decision: "APPROVE" });
      await sendAsStaff(cast, ReturnReceiveDocument, { returnId, parts, idempotencyKey: `${cast.name}-receive` });
      const shipping = { orderId: order.id, shippingMinor: 100, reason: "Sorry." };
      await sendAsStaff(cast, OrderRefundDocument, { ...shipping, idempotencyKey: `${cast.name}-refund` });
      await jump(cast, 14 * day + minute);
      await pass(cast, 70 * second);
    },
  },
  {
    title: "a return comes in two parcels, of which the first is refunded, and the second is sent back to its buyer",
    act: async (cast) => {
      const order = await buy(cast, [two]);
      const shipmentId = await send(cast, order, 2);
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId, status: "DELIVERED" });
      const lineId = expected(order.lines.at(0), "a line").id;
      const input = { orderId: order.id, parts: [{ lineId, quantity: 2 }], idempotencyKey: `${cast.name}-return` };
      const returnId = requireSuccess(await sendAsBuyer(cast, ReturnRequestDocument, input)).orderReturn.id;
      await sendAsStaff(cast, ReturnResolveDocument, { returnId, decision: "APPROVE" });
      for (const restock of [true, false]) {
        const parts = [{ lineId, quantity: 1, restock }];
        const receive = { returnId, parts, idempotencyKey: `${cast.name}-receive-${restock}` };
        requireSuccess(await sendAsStaff(cast, ReturnReceiveDocument, receive));
        if (!restock) continue;
        const refund = { orderId: order.id, returnId, lines: [{ lineId, quantity: 1 }], reason: "Too small." };
        await sendAsStaff(cast, OrderRefundDocument, { ...refund, idempotencyKey: `${cast.name}-refund` });
        await pass(cast, 10 * second);
      }
      const close = { returnId, outcome: "REFUSED" as const, note: "Worn.", idempotencyKey: `${cast.name}-close` };
      requireSuccess(await sendAsStaff(cast, ReturnCloseDocument, close));
      await pass(cast, 10 * second);
    },
  },
  {
    title: "a worn unit is refunded with less than its price, and what was held back as a goodwill payment",
    act: async (cast) => {
      const order = await buy(cast, [two]);
      await send(cast, order, 2);
      const lineId = expected(order.lines.at(0), "a line").id;
      const worn = { orderId: order.id, lines: [{ lineId, quantity: 1, amountMinor: 300 }], reason: "Worn." };
      const key = { idempotencyKey: `${cast.name}-worn` };
      const { heldBack } = requireSuccess(await sendAsStaff(cast, OrderRefundDocument, { ...worn, ...key }));
      await pass(cast, 10 * second);
      const rest = { orderId: order.id, adjustmentMinor: heldBack.minor, reason: "Sorry." };
      const again = { ...rest, idempotencyKey: `${cast.name}-rest` };
      requireSuccess(await sendAsStaff(cast, OrderRefundDocument, again));
      await pass(cast, 10 * second);
    },
  },
  {
    title: "nothing is due for a return that has arrived, and another one never arrives",
    act: async (cast) => {
      const order = await buy(cast, [two]);
      const shipmentId = await send(cast, order, 2);
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId, status: "DELIVERED" });
      const parts = [{ lineId: expected(order.lines.at(0), "a line").id, quantity: 1 }];
      for (const outcome of ["NOTHING_DUE", "NOT_ARRIVED"] as const) {
        const key = `${cast.name}-${outcome}`;
        const input = { orderId: order.id, parts, idempotencyKey: `${key}-return` };
        const returnId = requireSuccess(await sendAsBuyer(cast, ReturnRequestDocument, input)).orderReturn.id;
        await sendAsStaff(cast, ReturnResolveDocument, { returnId, decision: "APPROVE" });
        if (outcome === "NOTHING_DUE")
          await sendAsStaff(cast, ReturnReceiveDocument, { returnId, parts, idempotencyKey: `${key}-receive` });
        requireSuccess(
          await sendAsStaff(cast, ReturnCloseDocument, { returnId, outcome, idempotencyKey: `${key}-close` }),
        );
      }
      await pass(cast, 10 * second);
    },
  },
  {
    title: "all lines of an order that need a parcel are cancelled, and the rest is handed over",
    act: async (cast) => {
      const order = await buy(cast, [one, digital]);
      const parts = [{ lineId: expected(order.lines.at(0), "a line").id, quantity: 1 }];
      await sendAsStaff(cast, OrderLinesCancelDocument, {
        orderId: order.id,
        parts,
        idempotencyKey: `${cast.name}-unit`,
      });
      await pass(cast, 10 * second);
    },
  },
  ...giftScenes,
  {
    title: "an order is cancelled after its placement",
    act: async (cast) => {
      const { id: orderId } = await buy(cast);
      await sendAsBuyer(cast, OrderCancelDocument, { orderId, idempotencyKey: `${cast.name}-cancel` });
    },
  },
  {
    title: "an order is cancelled after its goods were set aside, and they are put back",
    act: async (cast) => {
      const { id: orderId, lines } = await buy(cast, [two]);
      const parts = [{ lineId: expected(lines.at(0), "a line").id, quantity: 2 }];
      const aside = { orderId, parts, idempotencyKey: `${cast.name}-aside` };
      const { fulfilment } = requireSuccess(await sendAsStaff(cast, FulfilmentCreateDocument, aside));
      await sendAsBuyer(cast, OrderCancelDocument, { orderId, idempotencyKey: `${cast.name}-cancel` });
      const back = { fulfilmentId: fulfilment.id, parts, idempotencyKey: `${cast.name}-back` };
      requireSuccess(await sendAsStaff(cast, FulfilmentPutBackDocument, back));
    },
  },
  {
    title: "a provider refuses every refund, and the amount due waits for a member of staff",
    leaves: /^I4 .*"captured":990,"refunded":0/,
    act: async (cast) => {
      const { id: orderId } = await buy(cast, [one], "tok_refund_refused");
      await sendAsBuyer(cast, OrderCancelDocument, { orderId, idempotencyKey: `${cast.name}-cancel` });
    },
  },
  {
    title: "a bank returns a refund, and a member of staff refunds again",
    act: async (cast) => {
      const { id: orderId, lines } = await buy(cast, [two], "tok_refund_comes_back");
      const lineId = expected(lines.at(0), "a line").id;
      const input = { orderId, lines: [{ lineId, quantity: 2 }], reason: "Sorry." };
      await sendAsStaff(cast, OrderRefundDocument, { ...input, idempotencyKey: `${cast.name}-refund` });
      await pass(cast, minute);
      // The same units are refunded a second time.
      const again = { ...input, idempotencyKey: `${cast.name}-again` };
      requireSuccess(await sendAsStaff(cast, OrderRefundDocument, again));
      await pass(cast, 10 * second);
    },
  },
  {
    title: "two refunds are pending for long, and the events of their outcomes are lost",
    act: async (cast) => {
      const bought = [await buy(cast, [one], "tok_refund_pending"), await buy(cast, [one], "tok_refund_pending")];
      cast.shop.hinder("payments /internal/events", "answerLost");
      for (const { id: orderId } of bought) {
        const input = { orderId, shippingMinor: 100, reason: "Sorry.", idempotencyKey: `${cast.name}-${orderId}` };
        await sendAsStaff(cast, OrderRefundDocument, input);
      }
      // The provider settles the refund, and payments knows it, before orders polls.
      await pass(cast, 30 * second);
      await jump(cast, 61 * minute);
      await jump(cast, 61 * minute);
      cast.shop.mend();
    },
  },
  {
    title: "an order is captured with a parcel, then manually, and the rest of its authorisation is released",
    captureMode: "ON_FULFILMENT",
    act: async (cast) => {
      const order = await buy(cast, [two, other]);
      await send(cast, order);
      const byHand = { orderId: order.id, amountMinor: 100, idempotencyKey: `${cast.name}-hand` };
      await sendAsStaff(cast, OrderCaptureDocument, byHand);
      const parts = order.lines.map(({ id: lineId }) => ({ lineId, quantity: 1 }));
      await sendAsStaff(cast, OrderLinesCancelDocument, {
        orderId: order.id,
        parts,
        idempotencyKey: `${cast.name}-rest`,
      });
      await pass(cast, 20 * second);
    },
  },
  {
    title: "an order without a capture is cancelled",
    captureMode: "ON_FULFILMENT",
    act: async (cast) => {
      const { id: orderId } = await buy(cast);
      await sendAsBuyer(cast, OrderCancelDocument, { orderId, idempotencyKey: `${cast.name}-cancel` });
    },
  },
];
