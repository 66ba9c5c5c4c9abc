/** Gauges of payments: read from the store when the metrics are collected. */
import type { StoreGauge } from "@hansa/kit/store";
import { findOldestUnsettled } from "../store/payments/lookups.ts";
import { findOldestOpenCall } from "../store/provider-calls/queries.ts";
import { findLastRun, findUnasked } from "../store/reconciliation/queries.ts";
import { findOldestStored } from "../store/webhooks/queries.ts";

export const gauges: readonly StoreGauge[] = [
  {
    name: "hansa_oldest_unsettled_payment_timestamp_seconds",
    help: "When the oldest payment was created that its provider has not decided; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestUnsettled(db))?.paymentAt,
  },
  {
    name: "hansa_oldest_pending_refund_timestamp_seconds",
    help: "The earliest last change of the payments with a pending refund; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestUnsettled(db))?.refundAt,
  },
  {
    name: "hansa_oldest_provider_call_timestamp_seconds",
    help: "When the oldest provider call was written that has no certain outcome; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestOpenCall(db))?.createdAt,
  },
  {
    name: "hansa_oldest_provider_message_timestamp_seconds",
    help: "When the oldest provider message was received that is not applied; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestStored(db))?.receivedAt,
  },
  {
    name: "hansa_providers_unasked_timestamp_seconds",
    help: "When the shop was restored without asking its payment providers; absent once they were asked.",
    unit: "time",
    read: async (db) => (await findUnasked(db))?.restoredAt,
  },
  {
    name: "hansa_last_reconciliation_timestamp_seconds",
    help: "When the last reconciliation with the providers ended; absent before the first.",
    unit: "time",
    read: async (db) => (await findLastRun(db))?.endedAt,
  },
  {
    name: "hansa_last_reconciliation_mismatches",
    help: "Differences between the books and the providers that the last reconciliation found; absent before the first.",
    unit: "count",
    read: async (db) => (await findLastRun(db))?.mismatches.length,
  },
];
