/** Gauges of orders: read from the store when the metrics are collected. */
import { mailGauge } from "@hansa/kit/mail/mail-queue";
import type { StoreGauge } from "@hansa/kit/store/gauges";
import { countHeldOrders } from "../store/order/order-lists.ts";
import { findOldestUnfinished } from "../store/processing/sagas.ts";

export const gauges: readonly StoreGauge[] = [
  {
    name: "hansa_oldest_saga_timestamp_seconds",
    help: "When the oldest order was placed whose saga is unfinished; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestUnfinished(db))?.placedAt,
  },
  {
    name: "hansa_orders_on_hold",
    help: "Orders on hold, which wait for a member of staff or for calls to be answered.",
    unit: "count",
    read: async (db) => (await countHeldOrders(db))?.held,
  },
  mailGauge,
];
