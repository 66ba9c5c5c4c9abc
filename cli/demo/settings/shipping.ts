/** Shipping zones and rates by weight, from `shipping-zones.json`. The carriers are invented. */
import type { SeededZone } from "../../../subgraphs/orders/src/service/seed.ts";
import shippingZones from "./shipping-zones.json" with { type: "json" };

/** A parcel that is heavier than this cannot be sent, in grams. */
export const maxParcelGrams = 31_500;

/** The file has the costs of each method in minor units of each currency, one for each weight. */
export const zones: readonly SeededZone[] = shippingZones.map(({ methods, ...zone }) => ({
  ...zone,
  methods: methods.map(({ upToGrams, rates, ...method }) => ({
    ...method,
    taxClass: "standard",
    taxBasis: "GOODS_PROPORTIONAL",
    rates: upToGrams.flatMap((grams, step) =>
      Object.entries(rates).map(([currency, costs]) => ({ currency, upToGrams: grams, minor: costs[step] ?? 0 })),
    ),
  })),
}));
