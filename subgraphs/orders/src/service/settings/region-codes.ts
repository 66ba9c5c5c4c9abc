/** Region codes of stored tax rates: those that were saved as free text become codes of ISO 3166-2 when the service starts. */
import { regionCode } from "@hansa/kit/address/regions";
import type { Deps } from "../../context.ts";
import type { TaxRateRow } from "../../store/tables.ts";
import { findAllTaxRates, findRival, setTaxRegion } from "../../store/tax-rates.ts";

/** Converts what can be converted, and logs the rates whose region is unknown: no address has it, so they never count. */
export async function convertTaxRegions({ store, log }: Pick<Deps, "store" | "log">): Promise<void> {
  const rates = await store.read((db) => findAllTaxRates(db, undefined));
  const outdated = rates.filter(isOutdated);
  // Only outdated rates need the writer: a store without any opens while another process writes.
  if (outdated.length === 0) return;
  await store.write("convert-tax-regions", async (tx) => {
    for (const rate of outdated) {
      const region = regionCode(rate.country, rate.region);
      const rival = region === null ? undefined : await findRival(tx, { ...rate, region });
      if (region !== null && !rival) await setTaxRegion(tx, rate.id, region);
      else log.warn({ taxRate: rate.id, region: rate.region }, "tax rates: region kept as text, not a unique code");
    }
  });
}

function isOutdated({ country, region }: TaxRateRow): boolean {
  return region !== null && regionCode(country, region) !== region;
}
