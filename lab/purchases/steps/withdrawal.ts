/** A withdrawal from an order or a part of it: unsent units are cancelled, sent ones are received and refunded, with those of open returns. */
import { WithdrawalDeclareDocument } from "@hansa/client/documents/orders";
import { ReturnReceiveDocument } from "@hansa/client/documents/returns";
import { guest } from "@hansa/kit/testing";
import { performInProcess } from "../../../cli/host/in-process-client.ts";
import { moneyLeft, partlyRefunded, refundable, shippingLeft, unsent } from "../model/order.ts";
import { cancel } from "../model/refunds.ts";
import { staff } from "../shop.ts";
import { settle } from "./goods.ts";
import { drawAmount, refundAt } from "./refunds.ts";
import { countReturned } from "./returns.ts";
import { drawQuantities, type Life, partsOf, type Step } from "./step.ts";

export const withdraw: Step = async (life) => {
  const { order, opened, placed, lineIds, chance } = life;
  const most = order.lines.map((line) => unsent(line).length + refundable(line).length + partlyRefunded(line).length);
  const declared = drawDeclared(life, most);
  if (declared === null) return null;
  const isAll = declared.every((units, index) => units === most[index]);
  await performInProcess(opened.shop, guest, WithdrawalDeclareDocument, {
    ...{ orderNumber: placed.number, email: placed.email, lastName: "Huber", guestToken: placed.guestToken ?? null },
    ...{ parts: isAll ? null : partsOf(life, declared), idempotencyKey: life.key() },
  });
  await settle(life);
  cancel(
    order,
    order.lines.map((line, index) => Math.min(unsent(line).length, declared[index] ?? 0)),
  );
  // The amount refunded of a unit before is a price reduction now.
  order.lines.forEach((line, index) => {
    if ((declared[index] ?? 0) > 0) for (const unit of partlyRefunded(line)) unit.isRefunded = false;
  });
  const response: Record<string, readonly [number, number]> = {};
  for (const { id: returnId, kind, state, parts } of (await life.read()).returns) {
    if (kind !== "WITHDRAWAL") continue;
    const quantities = lineIds.map((lineId) => parts.find(({ line }) => line.id === lineId)?.quantity ?? 0);
    if (state === "APPROVED") {
      const received = parts.map(({ line, quantity }) => ({ lineId: line.id, quantity, restock: chance.happens(0.5) }));
      const arrival = { returnId, parts: received, idempotencyKey: life.key() };
      await performInProcess(opened.shop, staff, ReturnReceiveDocument, arrival);
      countReturned(life, quantities, 1);
    }
    const lines = order.lines.map((line, index) => ({
      units: refundable(line).slice(0, quantities[index] ?? 0),
      amount: null,
    }));
    const mostShipping = shippingLeft(order) < moneyLeft(order) ? shippingLeft(order) : moneyLeft(order);
    const wanted = { lines, shipping: drawAmount(life, mostShipping), adjustment: 0n, keepFulfillable: false };
    Object.assign(response, await refundAt(life, wanted, returnId));
  }
  return response;
};

/** All units, or some of lines whose units are either all sent and not refunded in part, or all unsent: the rules do not say which go first. */
function drawDeclared({ chance, order }: Life, most: readonly number[]): number[] | null {
  if (chance.happens(0.5)) return most.some((units) => units > 0) ? [...most] : null;
  const isOfOneKind = (index: number) => {
    const line = order.lines[index];
    if (line === undefined || partlyRefunded(line).length > 0) return false;
    return unsent(line).length === 0 || refundable(line).length === 0;
  };
  return drawQuantities(
    chance,
    most.map((units, index) => (isOfOneKind(index) ? units : 0)),
  );
}
