/** Steps about money: gestures, price reductions, and refunds of shipping and of units with and without a typed amount. */
import { OrderRefundDocument } from "@hansa/client/documents/orders";
import type { OrderRefundInput } from "@hansa/client/generated/graphql";
import { mutate } from "@hansa/client/mutation";
import { performInProcess, routeInProcess } from "../../../cli/host/in-process-client.ts";
import { min, total } from "../model/arithmetic.ts";
import { leftOf, moneyLeft, refundable, shippingLeft, type Unit, unsent } from "../model/order.ts";
import { amountsOf, type RefundInput, reducePrice, reducible, refund } from "../model/refunds.ts";
import { staff } from "../shop.ts";
import { drawQuantities, type Life, type Step } from "./step.ts";

const nothing: Omit<RefundInput, "lines"> = { shipping: 0n, adjustment: 0n, keepFulfillable: false };

export const giveGesture: Step = async (life) => {
  const most = moneyLeft(life.order);
  const adjustment = life.chance.happens(0.2) ? most : drawAmount(life, most / 3n);
  if (adjustment <= 0n) return null;
  return refundAt(life, { ...nothing, lines: life.order.lines.map(() => ({ units: [], amount: null })), adjustment });
};

export const refundShipping: Step = async (life) => {
  const left = shippingLeft(life.order);
  const shipping = drawAmount(life, moneyLeft(life.order) < left ? moneyLeft(life.order) : left);
  if (shipping <= 0n) return null;
  return refundAt(life, { ...nothing, lines: life.order.lines.map(() => ({ units: [], amount: null })), shipping });
};

export const refundUnits: Step = async (life) => {
  const { chance, order } = life;
  // A line gives sent units, or, without any, unsent ones. Those of open returns wait for their own refund.
  const candidates = order.lines.map((line): Unit[] => {
    const sent = refundable(line);
    if (sent.length > 0) return sent.slice(0, Math.max(0, sent.length - line.announced));
    return unsent(line).filter(({ isRefunded }) => !isRefunded);
  });
  const quantities = drawQuantities(
    chance,
    candidates.map((units) => units.length),
  );
  if (quantities === null) return null;
  const lines = candidates.map((units, index) => drawLine(life, units.slice(0, quantities[index] ?? 0)));
  const keepFulfillable = chance.happens(0.3);
  return refundAt(life, { ...nothing, lines, keepFulfillable });
};

/** A part of the price of a line, which uses up no unit; sometimes all that is left of it. */
export const reduceLine: Step = async (life) => {
  const { order, opened, placed, chance } = life;
  const index = chance.whole(0, order.lines.length - 1);
  const most = min(leftOf(reducible(order, index).flat()), moneyLeft(order));
  const amount = drawAmount(life, chance.happens(0.2) ? most : most / 3n);
  if (amount <= 0n) return null;
  const line = { lineId: life.lineIds[index] ?? "", quantity: 0, amountMinor: Number(amount) };
  const input = { orderId: placed.id, lines: [line], reason: "Drawn.", idempotencyKey: life.key() };
  const { heldBack } = await performInProcess(opened.shop, staff, OrderRefundDocument, input);
  reducePrice(order, index, amount);
  return { heldBack: [0, heldBack.minor] };
};

/** A gesture above the money that is left: the shop refuses it and names the most. */
export const askTooMuch: Step = async (life) => {
  const { opened, order, placed, step } = life;
  const most = Number(moneyLeft(order));
  const input = { orderId: placed.id, adjustmentMinor: most + step, reason: "Drawn.", idempotencyKey: life.key() };
  const response = await mutate(routeInProcess(opened.shop, staff), OrderRefundDocument, input);
  const found = response.__typename === "AmountExceededError" ? response.maximumAmount.minor : -1;
  return { maximumAmount: [most, found] };
};

/** A typed amount now and then, for sent units. */
export function drawLine(life: Life, units: readonly Unit[]): RefundInput["lines"][number] {
  const isTyped = units.length > 0 && units.every(({ isSent }) => isSent) && life.chance.happens(0.4);
  return { units, amount: isTyped ? drawAmount(life, leftOf(units)) : null };
}

/** Refunds at the shop and in the model; null if the typed amounts do not fit, or if nothing would go back. */
export async function refundAt(life: Life, wanted: RefundInput, returnId?: string): ReturnType<Step> {
  const { order, lineIds, opened, placed } = life;
  const isEmpty = wanted.lines.every(({ units }) => units.length === 0);
  // The shop refuses to be asked for nothing.
  if (isEmpty && wanted.shipping + wanted.adjustment === 0n) return null;
  const typed = total(wanted.lines.map(({ amount }) => amount ?? 0n)) + wanted.shipping + wanted.adjustment;
  if (typed > moneyLeft(order)) return null;
  const amounts = amountsOf(order, wanted);
  // The rules do not say whether the rest is a sale of a unit that was neither sent nor captured, and that may still be cancelled.
  const isShort = wanted.lines.some(({ units }, index) => {
    return units.some(({ isSent }) => !isSent) && leftOf(units) > (amounts[index] ?? 0n);
  });
  if (isShort && wanted.keepFulfillable && order.capture === "ON_FULFILMENT") return null;
  const isNothing = total(amounts) + wanted.shipping + wanted.adjustment === 0n;
  const isHeldBack = wanted.lines.some(({ units }, index) => {
    return units.every(({ isSent }) => isSent) && leftOf(units) > (amounts[index] ?? 0n);
  });
  if (isNothing && returnId === undefined && !isHeldBack) return null;
  const input: OrderRefundInput = {
    orderId: placed.id,
    lines: wanted.lines.flatMap(({ units, amount }, index) => {
      const part = { lineId: lineIds[index] ?? "", quantity: units.length };
      return units.length === 0 ? [] : [{ ...part, amountMinor: amount === null ? null : Number(amount) }];
    }),
    ...{ shippingMinor: Number(wanted.shipping), adjustmentMinor: Number(wanted.adjustment) },
    ...{ keepFulfillable: wanted.keepFulfillable, reason: "Drawn.", idempotencyKey: life.key() },
    ...(returnId === undefined ? {} : { returnId }),
  };
  const { heldBack } = await performInProcess(opened.shop, staff, OrderRefundDocument, input);
  return { heldBack: [Number(refund(order, wanted)), heldBack.minor] };
}

/** An amount of whole steps, at most `most`. */
export function drawAmount({ chance, step }: Pick<Life, "chance" | "step">, most: bigint): bigint {
  return BigInt(chance.whole(0, Number(most / BigInt(step))) * step);
}
