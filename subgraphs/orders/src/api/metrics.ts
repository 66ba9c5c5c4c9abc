/** Gauges of orders: read from the store when the metrics are collected. */
import { mailGauges } from "@hansa/kit/mail";
import type { StoreGauge } from "@hansa/kit/store";
import { summarizeHeldOrders } from "../store/order/order-lists.ts";
import { findOldestUnpaid } from "../store/privacy/abandoned-purchases.ts";
import { countOpenTasks } from "../store/processing/order-tasks.ts";
import { findOldestUnfinished } from "../store/processing/sagas.ts";
import { findOldestUnconfirmed } from "../store/withdrawals/withdrawals.ts";

export const gauges: readonly StoreGauge[] = [
  {
    name: "hansa_oldest_saga_timestamp_seconds",
    help: "When the oldest order was placed whose saga is unfinished; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestUnfinished(db))?.placedAt,
  },
  {
    name: "hansa_open_order_tasks",
    help: "Work for orders that is not done, such as captures, refunds and restocks.",
    unit: "count",
    read: async (db) => (await countOpenTasks(db))?.open,
  },
  {
    name: "hansa_orders_on_hold",
    help: "Orders on hold, which wait for a member of staff or for calls to be answered.",
    unit: "count",
    read: async (db) => (await summarizeHeldOrders(db))?.held,
  },
  {
    name: "hansa_oldest_hold_timestamp_seconds",
    help: "Since when the order is on hold that has been for the longest time; absent if there is none.",
    unit: "time",
    read: async (db) => (await summarizeHeldOrders(db))?.since,
  },
  {
    name: "hansa_oldest_unconfirmed_withdrawal_timestamp_seconds",
    help: "When the oldest withdrawal was declared that a stranger declared and that is not confirmed; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestUnconfirmed(db))?.receivedAt,
  },
  {
    name: "hansa_oldest_unpaid_checkout_timestamp_seconds",
    help: "When the unpaid checkout ended that has been kept for the longest time; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestUnpaid(db))?.endedAt,
  },
  ...mailGauges,
];
