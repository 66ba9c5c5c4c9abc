/** Scenes of withdrawals: declared in every state of an order, by its buyer and by strangers. */

import {
  FulfilmentCreateDocument,
  OrderRefundDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
  UnconfirmedWithdrawalsDocument,
  WithdrawalConfirmDocument,
  WithdrawalContestDocument,
  WithdrawalDeclareDocument,
  WithdrawalProofRecordDocument,
  WithdrawalRecordDocument,
} from "@hansa/client/documents/orders";
import { ReturnReceiveDocument, ReturnRequestDocument, ReturnResolveDocument } from "@hansa/client/documents/returns";
import { requireSuccess } from "@hansa/client/mutation";
import { z } from "zod";
import type { SeenOrder } from "../clients/client.ts";
import { beginning } from "../shop/runtime.ts";
import {
  type Actors,
  askAsStaff,
  buy,
  complete,
  day,
  expected,
  jump,
  minute,
  one,
  pass,
  pay,
  readyToPay,
  second,
  send,
  sendAsBuyer,
  sendAsStaff,
} from "./actors.ts";
import type { Scene } from "./scene.ts";

const two = { shelf: 0, quantity: 2 };
const three = { shelf: 0, quantity: 3 };

export const withdrawals: readonly Scene[] = [
  {
    title: "a buyer withdraws from an unsent order, and declares it again",
    act: async (cast) => {
      const order = await buy(cast, [two]);
      requireSuccess(await withdraw(cast, order));
      await withdraw(cast, order, { key: "again" });
      await pass(cast, 10 * second);
    },
  },
  {
    title: "a buyer withdraws while the order is being placed: from a part of it, and from all of another",
    act: async (cast) => {
      for (const units of [1, undefined]) {
        cast.shop.hinder("products /internal/commit", "lost");
        const checkoutId = await readyToPay(cast, two);
        await pay(cast, checkoutId, "tok_ok");
        const order = await complete(cast, checkoutId);
        await withdraw(cast, order, { units });
        cast.shop.mend();
        await pass(cast, 2 * minute);
      }
    },
  },
  {
    title:
      "a buyer withdraws from sent, packed and unsent units; the packed one is unpacked, and the sent one is refunded",
    act: async (cast) => {
      const order = await buy(cast, [three]);
      const parcel = await send(cast, order, 1);
      const packed = await pack(cast, order);
      const { withdrawal } = requireSuccess(await withdraw(cast, order));
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId: packed, status: "UNPACKED" });
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId: parcel, status: "DELIVERED" });
      await refundAgainstProof(cast, order, expected(withdrawal?.id, "a withdrawal"));
      await pass(cast, 10 * second);
    },
  },
  {
    title: "a letter withdraws from sent and unsent units, and staff records it",
    act: async (cast) => {
      const order = await buy(cast, [three]);
      const parcel = await send(cast, order, 1);
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId: parcel, status: "DELIVERED" });
      const sentOn = new Date(beginning + cast.scheduler.now()).toISOString().slice(0, "2026-01-15".length);
      const letter = { orderId: order.id, sentOn, channel: "LETTER" as const, note: "By post." };
      const key = { idempotencyKey: `${cast.name}-letter` };
      const { withdrawal } = requireSuccess(await sendAsStaff(cast, WithdrawalRecordDocument, { ...letter, ...key }));
      await refundAgainstProof(cast, order, withdrawal.id);
      await pass(cast, 10 * second);
    },
  },
  {
    title: "packed units that were withdrawn leave all the same, where the shop captures by parcel",
    captureMode: "ON_FULFILMENT",
    act: async (cast) => {
      const order = await buy(cast, [two]);
      const packed = await pack(cast, order);
      await withdraw(cast, order, { units: 2 });
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId: packed, status: "IN_TRANSIT" });
      await pass(cast, 20 * second);
    },
  },
  {
    title: "a buyer withdraws from the units of two returns: one has arrived, and the other is announced",
    act: async (cast) => {
      const order = await buy(cast, [three]);
      const parcel = await send(cast, order, 3);
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId: parcel, status: "DELIVERED" });
      const parts = [{ lineId: expected(order.lines.at(0), "a line").id, quantity: 1 }];
      for (const isReceived of [true, false]) {
        const input = { orderId: order.id, parts, idempotencyKey: `${cast.name}-return-${isReceived}` };
        const returnId = requireSuccess(await sendAsBuyer(cast, ReturnRequestDocument, input)).orderReturn.id;
        if (!isReceived) continue;
        await sendAsStaff(cast, ReturnResolveDocument, { returnId, decision: "APPROVE" });
        await sendAsStaff(cast, ReturnReceiveDocument, { returnId, parts, idempotencyKey: `${cast.name}-receive` });
      }
      requireSuccess(await withdraw(cast, order));
      await pass(cast, 10 * second);
    },
  },
  {
    title: "a stranger declares the withdrawal from an order with a packed unit, and staff confirms it",
    act: async (cast) => {
      const order = await buy(cast, [two]);
      const packed = await pack(cast, order);
      await withdraw({ ...cast, client: { ...cast.client, guest: [] } }, order);
      await pass(cast, 10 * second);
      const withdrawalId = await findUnconfirmed(cast, order);
      const confirmed = { withdrawalId, idempotencyKey: `${cast.name}-confirm` };
      requireSuccess(await sendAsStaff(cast, WithdrawalConfirmDocument, confirmed));
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId: packed, status: "UNPACKED" });
      await pass(cast, 10 * second);
    },
  },
  {
    title: "a stranger declares withdrawals with the address of a customer, more often than a day allows",
    act: async (cast) => {
      const order = await buy(cast, [one]);
      const stranger = { ...cast, client: { ...cast.client, guest: [] } };
      for (let guess = 1; guess <= 12; guess += 1) await withdraw(stranger, { ...order, number: `9999${guess}` });
      await pass(cast, second);
    },
  },
  {
    title: "a stranger declares withdrawals: from an order that is contested by the shop, and from none",
    act: async (cast) => {
      const order = await buy(cast, [one]);
      await send(cast, order);
      await withdraw({ ...cast, client: { ...cast.client, guest: [] } }, { ...order, number: "999999" });
      const { withdrawal } = requireSuccess(await withdraw(cast, order));
      const withdrawalId = expected(withdrawal?.id, "a withdrawal");
      const contested = { withdrawalId, note: "Worn.", idempotencyKey: `${cast.name}-contest` };
      await sendAsStaff(cast, WithdrawalContestDocument, contested);
      // The refund becomes overdue, and the declaration that fits no order is deleted.
      await jump(cast, 91 * day);
      await jump(cast, 61 * minute);
    },
  },
];

type Declared = { units?: number | undefined; key?: string };

/** Declares the withdrawal from units of the first line, or from the whole order. */
function withdraw(cast: Actors, { id, number, lines }: SeenOrder, { units, key = "withdraw" }: Declared = {}) {
  const lineId = expected(lines.at(0), "a line").id;
  const parts = units === undefined ? undefined : [{ lineId, quantity: units }];
  const entered = { orderNumber: number, email: "buyer@hansa.example", lastName: "Brandt", parts };
  return sendAsBuyer(cast, WithdrawalDeclareDocument, {
    ...entered,
    idempotencyKey: `${cast.name}-${key}-${id}-${number}`,
  });
}

/** The declaration of a stranger that waits for its confirmation. */
async function findUnconfirmed(cast: Actors, { id: orderId }: SeenOrder): Promise<string> {
  const data = await askAsStaff(cast, UnconfirmedWithdrawalsDocument, { orderId });
  return expected(foundWithdrawals.parse(data).withdrawals.nodes.at(0), "a declaration that waits").id;
}

const foundWithdrawals = z.object({ withdrawals: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });

/** Packs a unit of the first line without shipping it. */
async function pack(cast: Actors, { id: orderId, lines }: SeenOrder): Promise<string> {
  const parts = [{ lineId: expected(lines.at(0), "a line").id, quantity: 1 }];
  const aside = { orderId, parts, idempotencyKey: `${cast.name}-aside-${orderId}` };
  const fulfilmentId = requireSuccess(await sendAsStaff(cast, FulfilmentCreateDocument, aside)).fulfilment.id;
  const parcel = {
    fulfilmentId,
    carrier: "Kogge Parcel",
    isReady: true,
    idempotencyKey: `${cast.name}-pack-${orderId}`,
  };
  return requireSuccess(await sendAsStaff(cast, ShipmentCreateDocument, parcel)).shipment.id;
}

/** Refunds a unit of a withdrawal against a proof of dispatch, and records its arrival. */
async function refundAgainstProof(cast: Actors, order: SeenOrder, withdrawalId: string): Promise<void> {
  const proof = { withdrawalId, idempotencyKey: `${cast.name}-proof` };
  const { withdrawal } = requireSuccess(await sendAsStaff(cast, WithdrawalProofRecordDocument, proof));
  const returnId = expected(withdrawal.returns.at(0), "a return").id;
  const parts = [{ lineId: expected(order.lines.at(0), "a line").id, quantity: 1 }];
  const refund = { orderId: order.id, returnId, lines: parts, reason: "Withdrawn." };
  requireSuccess(await sendAsStaff(cast, OrderRefundDocument, { ...refund, idempotencyKey: `${cast.name}-refund` }));
  await sendAsStaff(cast, ReturnReceiveDocument, { returnId, parts, idempotencyKey: `${cast.name}-receive` });
}
