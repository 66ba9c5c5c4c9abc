/** Region codes of stored tax rates: regions in free text are converted to ISO 3166-2 codes when the service starts. */
import { regionCode } from "@hansa/commerce/address/regions";
import { afterCommit } from "@hansa/kit/runtime";
import type { Deps } from "../../context.ts";
import { findAllTaxRates, findConflictingRate, setTaxRegion } from "../../store/settings/tax-rates.ts";
import type { TaxRateRow } from "../../store/tables.ts";

/** Converts known regions and logs the rates with an unknown one: no address matches it, so they never apply. */
export async function convertTaxRegions({ store, log }: Pick<Deps, "store" | "log">): Promise<void> {
  const rates = await store.read((db) => findAllTaxRates(db, undefined));
  const outdated = rates.filter(isOutdated);
  // Only outdated rates need the writer: a store without any can open while another process writes.
  if (outdated.length === 0) return;
  await store.write("convert-tax-regions", async (tx) => {
    for (const rate of outdated) {
      const region = regionCode(rate.country, rate.region);
      const rival = region === null ? undefined : await findConflictingRate(tx, { ...rate, region });
      if (region !== null && !rival) await setTaxRegion(tx, rate.id, region);
      else afterCommit(() => log.warn({ taxRate: rate.id, region: rate.region }, keptAsText));
    }
  });
}

const keptAsText = "tax rates: region kept as text, not a unique code";

function isOutdated({ country, region }: TaxRateRow): boolean {
  return region !== null && regionCode(country, region) !== region;
}
