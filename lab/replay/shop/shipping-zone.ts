/** A shipping zone for the countries of the invoices: billing addresses elsewhere are refused. */
import { z } from "zod";
import { ask, type Graph, mutate, mutation } from "../../client/retrying-client.ts";
import { billingCountries } from "../file/addresses.ts";

const shippingZoneSave = mutation(
  { name: "shippingZoneSave", input: "ShippingZoneSaveInput", success: "ShippingZoneSaved", selection: "zone { id }" },
  z.object({ zone: z.object({ id: z.string() }) }),
);
const zones = z.object({ shippingZones: z.array(z.object({ countries: z.array(z.string()) })) });

/** Adds a zone of the countries that no zone has yet. May be repeated. */
export async function addShippingZone(graph: Graph, token: string): Promise<void> {
  const { shippingZones } = await ask(graph, "{ shippingZones { countries } }", {}, zones, token);
  const known = new Set(shippingZones.flatMap(({ countries }) => countries));
  const countries = billingCountries.filter((country) => !known.has(country));
  if (countries.length > 0) await mutate(graph, shippingZoneSave, { name: "Replayed invoices", countries }, token);
}
