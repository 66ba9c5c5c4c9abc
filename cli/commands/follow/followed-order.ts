/** The order that is followed: its ids in all stores, and the traces that the stores know of it. */
import { typedDigits } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Records } from "./records.ts";

const orderRow = z.object({
  id: z.string(),
  number: z.string(),
  checkoutId: z.string(),
  cartId: z.string(),
  state: z.string(),
  settlement: z.string(),
  hold: z.string().nullable(),
});

export type FollowedOrder = z.infer<typeof orderRow> & {
  paymentIds: readonly string[];
  /** The ids of the order and all that belongs to it, without those of checkout and cart, which grant access. */
  ids: readonly string[];
  traceIds: readonly string[];
};

const named = z.array(z.object({ id: z.string() }));
const traced = z.array(z.object({ traceparent: z.string() }));
/** Parts of an order, by the tables of orders. */
const parts = ["refunds", "captures", "fulfilments", "shipments", "returns"];
const ofPayments = "payment_id IN (SELECT value FROM json_each(:paymentIds))";

/** Finds an order by its id, by the digits of its number, or by those in front of the dash; undefined if there is none. */
export async function findOrder({ all }: Records, order: string): Promise<FollowedOrder | undefined> {
  const [found] = await all(
    "orders",
    ["id", "number", "checkout_id", "cart_id", "state", "settlement", "hold"],
    `SELECT id, number, checkout_id, cart_id, state, settlement, hold_reason AS hold
     FROM orders WHERE id = :order
       OR replace(number, '-', '') = :digits OR substr(number, 1, length(:digits) + 1) = :digits || '-'`,
    { order, digits: order.startsWith("ord_") ? "" : (typedDigits(order) ?? "") },
  );
  if (!found) return undefined;
  const row = orderRow.parse({ ...found, checkoutId: found.checkout_id, cartId: found.cart_id });
  const payments = await all(
    "payments",
    ["id"],
    "SELECT id FROM payments WHERE checkout_id = :checkoutId OR order_id = :orderId ORDER BY created_at, id",
    { orderId: row.id, checkoutId: row.checkoutId },
  );
  const texts = parts.map((table) => `SELECT id FROM ${table} WHERE order_id = :orderId`);
  const others = await all("orders", ["id"], `${texts.join(" UNION ")} ORDER BY 1`, { orderId: row.id });
  const paymentIds = named.parse(payments).map(({ id }) => id);
  const ids = [row.id, ...paymentIds, ...named.parse(others).map(({ id }) => id)];
  const traceparents = [
    ...(await all(
      "orders",
      ["traceparent"],
      `SELECT traceparent FROM sagas WHERE order_id = :orderId AND traceparent IS NOT NULL
       UNION SELECT traceparent FROM order_tasks WHERE order_id = :orderId AND traceparent IS NOT NULL
       UNION SELECT traceparent FROM outbox WHERE aggregate_id = :orderId AND traceparent IS NOT NULL`,
      { orderId: row.id },
    )),
    ...(await all(
      "payments",
      ["traceparent"],
      `SELECT traceparent FROM outbox
         WHERE aggregate_id IN (SELECT value FROM json_each(:paymentIds)) AND traceparent IS NOT NULL
       UNION SELECT traceparent FROM provider_calls WHERE ${ofPayments} AND traceparent IS NOT NULL
       UNION SELECT traceparent FROM webhook_inbox WHERE ${ofPayments} AND traceparent IS NOT NULL`,
      { paymentIds: JSON.stringify(paymentIds) },
    )),
  ];
  const traceIds = traced.parse(traceparents).map(({ traceparent }) => traceparent.split("-")[1] ?? "");
  return { ...row, paymentIds, ids, traceIds: [...new Set(traceIds)] };
}
