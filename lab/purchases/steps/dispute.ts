/** A dispute that the bank decides for the buyer; afterwards the shop cancels what is not sent. */
import { OrderLinesCancelDocument } from "@hansa/client/documents/orders";
import { performInProcess } from "../../../cli/host/in-process-client.ts";
import { moneyLeft, unsent } from "../model/order.ts";
import { cancel } from "../model/refunds.ts";
import { findPayment } from "../provider.ts";
import { staff } from "../shop.ts";
import { settle } from "./goods.ts";
import { drawAmount } from "./refunds.ts";
import { partsOf, type Step } from "./step.ts";

export const loseDispute: Step = async (life) => {
  const { order, opened, placed, chance } = life;
  const { shop } = opened;
  const dashboard = shop.payments.sandbox?.dashboard;
  const all = moneyLeft(order);
  const amount = chance.happens(0.7) ? all : drawAmount(life, all);
  const id = await findPayment(opened.books, placed.id);
  if (!dashboard || id === undefined || amount <= 0n) return null;
  const ref = await dashboard.openDispute(id, Number(amount), "fraudulent");
  await settle(life);
  await dashboard.closeDispute(id, ref, "LOST");
  await settle(life);
  order.lost += amount;
  const quantities = order.lines.map((line) => unsent(line).length);
  if (quantities.every((units) => units === 0)) return {};
  const input = { orderId: placed.id, parts: partsOf(life, quantities), idempotencyKey: life.key() };
  await performInProcess(shop, staff, OrderLinesCancelDocument, input);
  await settle(life);
  cancel(order, quantities);
  return {};
};
