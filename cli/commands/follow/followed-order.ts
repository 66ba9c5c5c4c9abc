/** The order that is followed: its ids in all stores, and the traces that the stores know of it. */
import { typedDigits } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Stores } from "../../audit/stores.ts";

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

/** Finds an order by its id, by the digits of its number, or by those in front of the dash; undefined if there is none. */
export function findOrder(stores: Stores, order: string): FollowedOrder | undefined {
  const [found] = stores.all(
    `SELECT id, number, checkout_id AS checkoutId, cart_id AS cartId, state, settlement, hold_reason AS hold
     FROM orders.orders WHERE id = :order
       OR replace(number, '-', '') = :digits OR substr(number, 1, length(:digits) + 1) = :digits || '-'`,
    { order, digits: order.startsWith("ord_") ? "" : (typedDigits(order) ?? "") },
  );
  if (!found) return undefined;
  const row = orderRow.parse(found);
  const values = { orderId: row.id, checkoutId: row.checkoutId };
  const payments = stores.all(
    "SELECT id FROM payments.payments WHERE checkout_id = :checkoutId OR order_id = :orderId ORDER BY created_at",
    values,
  );
  const parts = stores.all(
    ["refunds", "captures", "fulfilments", "shipments", "returns"]
      .map((table) => `SELECT id FROM orders.${table} WHERE order_id = :orderId`)
      .join(" UNION "),
    { orderId: row.id },
  );
  const paymentIds = named.parse(payments).map(({ id }) => id);
  const ids = [row.id, ...paymentIds, ...named.parse(parts).map(({ id }) => id)];
  const traceparents = stores.all(
    `SELECT traceparent FROM orders.sagas WHERE order_id = :orderId AND traceparent IS NOT NULL
     UNION SELECT traceparent FROM orders.order_tasks WHERE order_id = :orderId AND traceparent IS NOT NULL
     UNION SELECT traceparent FROM orders.outbox WHERE aggregate_id = :orderId AND traceparent IS NOT NULL
     UNION SELECT traceparent FROM payments.outbox
       WHERE aggregate_id IN (SELECT value FROM json_each(:paymentIds)) AND traceparent IS NOT NULL
     UNION SELECT traceparent FROM payments.provider_calls
       WHERE payment_id IN (SELECT value FROM json_each(:paymentIds)) AND traceparent IS NOT NULL
     UNION SELECT traceparent FROM payments.webhook_inbox
       WHERE payment_id IN (SELECT value FROM json_each(:paymentIds)) AND traceparent IS NOT NULL`,
    { orderId: row.id, paymentIds: JSON.stringify(paymentIds) },
  );
  const traceIds = traced.parse(traceparents).map(({ traceparent }) => traceparent.split("-")[1] ?? "");
  return { ...row, paymentIds, ids, traceIds: [...new Set(traceIds)] };
}
