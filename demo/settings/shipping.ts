/** Shipping zones and rates by weight, from `shipping-zones.json`. The carriers are invented. */
import { z } from "zod";
import type { SeededZone } from "../../subgraphs/orders/src/service/seed.ts";
import shippingZones from "./shipping-zones.json" with { type: "json" };

/** A parcel that is heavier than this cannot be sent, in grams. */
export const maxParcelGrams = 31_500;

const method = z.strictObject({
  id: z.string(),
  carrier: z.string(),
  label: z.string(),
  etaDays: z.tuple([z.int(), z.int()]),
  upToGrams: z.array(z.int()),
  /** In minor units of each currency, one for each weight. */
  rates: z.record(z.string(), z.array(z.int())),
});
const zone = z.strictObject({
  id: z.string(),
  name: z.string(),
  countries: z.array(z.string()),
  methods: z.array(method),
});

export const zones: readonly SeededZone[] = z
  .array(zone)
  .parse(shippingZones)
  .map(({ methods, ...place }) => ({
    ...place,
    methods: methods.map(({ etaDays: [etaDaysMin, etaDaysMax], upToGrams, rates, ...sending }) => ({
      ...sending,
      etaDaysMin,
      etaDaysMax,
      taxClass: "standard",
      rates: upToGrams.flatMap((grams, step) =>
        Object.entries(rates).map(([currency, costs]) => ({ currency, upToGrams: grams, minor: costs[step] ?? 0 })),
      ),
    })),
  }));
