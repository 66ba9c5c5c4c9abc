/** Gauges of products: read from the store when the metrics are collected. */
import type { StoreGauge } from "@hansa/kit/store/gauges";
import { largestShareOf } from "../service/reservations/network-watch.ts";

export const gauges: readonly StoreGauge[] = [
  {
    name: "hansa_reservations_largest_network_share_percent",
    help: "The largest share of a variant's stock that the guests of one network have reserved; absent if none has more than the minimum.",
    unit: "count",
    read: async (db) => (await largestShareOf(db))?.percent,
  },
];
