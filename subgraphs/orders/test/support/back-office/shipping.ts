/** Shipping methods for tests: created through the back office, and read as a buyer. */
import { z } from "zod";
import { present } from "../mutations.ts";
import type { Shop } from "../shop.ts";
import { save } from "./settings.ts";

export const standard = { carrier: "Post", label: "Standard", etaDaysMin: 2, etaDaysMax: 4 };
/** A rate as mutation input. */
export const rate = (currency: string, upToGrams: number, amountMinor: number) => ({
  currency,
  upToGrams,
  amountMinor,
});
/** A rate as query result. */
export const shown = (currency: string, upToGrams: number, minor: number) => ({
  fromSubtotal: { minor: 0, currency },
  upToGrams,
  price: { minor, currency },
});

/** A zone for the Netherlands with one method. */
export async function benelux(s: Shop) {
  const { zone } = await save(s, "shippingZoneSave", { name: "Benelux", countries: ["NL"] });
  const rates = [rate("EUR", 2_000, 990), rate("EUR", 500, 390), rate("USD", 500, 450)];
  const { method } = await save(s, "shippingMethodSave", { zoneId: present(zone).id, ...standard, rates });
  return { zoneId: present(zone).id, methodId: present(method).id };
}

const estimates = z.array(z.object({ label: z.string(), price: z.object({ minor: z.number() }) })).nullish();

/** The shipping estimates of one unit to a country, from any process on the store. */
export async function estimate(s: Pick<Shop, "query">, country: string, weightGrams = 250, minor = 0) {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
    ... on ProductVariant { shippingEstimates(country: "${country}") { label price { minor } } }
  } }`;
  const refs = [{ __typename: "ProductVariant", id: "var_1", weightGrams, prices: [{ minor, currency: "EUR" }] }];
  const found = (await s.query(text, { refs })).data?._entities;
  return estimates.parse(Array.isArray(found) ? found[0]?.shippingEstimates : found);
}
