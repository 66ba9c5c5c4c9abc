/** Where the replayed shop sells: a shipping zone of the countries that invoices go to, as bills to other countries are refused. */
import { z } from "zod";
import { billingCountries } from "./addresses.ts";
import { ask, type Graph, mutate, mutation } from "./graph.ts";

const shippingZoneSave = mutation(
  { name: "shippingZoneSave", input: "ShippingZoneSaveInput", success: "ShippingZoneSaved", selection: "zone { id }" },
  z.object({ zone: z.object({ id: z.string() }) }),
);
const zones = z.object({ shippingZones: z.array(z.object({ countries: z.array(z.string()) })) });

/** Adds a zone of the countries that no zone has yet. May be repeated. */
export async function openCountries(graph: Graph, token: string): Promise<void> {
  const { shippingZones } = await ask(graph, "{ shippingZones { countries } }", {}, zones, token);
  const known = new Set(shippingZones.flatMap(({ countries }) => countries));
  const countries = billingCountries.filter((country) => !known.has(country));
  if (countries.length > 0) await mutate(graph, shippingZoneSave, { name: "Replayed invoices", countries }, token);
}
