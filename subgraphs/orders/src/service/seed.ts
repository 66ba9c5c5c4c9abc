/** Seed of tax rates and shipping zones for the demo shop and for tests; no server exposes it. */
import { readRegion } from "@hansa/commerce/address/postal-address";
import type { Deps } from "../context.ts";
import { insertMethod, insertTaxRate, insertZone } from "../store/settings/pricing-rates.ts";
import type { ShippingMethodRow, ShippingRateRow, TaxRateRow } from "../store/tables.ts";

type SeededMethod = Omit<ShippingMethodRow, "zoneId" | "active" | "version" | "taxBasis"> & {
  /** `CLASS` if absent. */
  taxBasis?: ShippingMethodRow["taxBasis"];
  /** The price up to each weight, in each currency; for goods of any value unless it says so. */
  rates: readonly (Omit<ShippingRateRow, "methodId" | "fromSubtotalMinor"> &
    Partial<Pick<ShippingRateRow, "fromSubtotalMinor">>)[];
};

export type SeededZone = {
  id: string;
  name: string;
  /** ISO 3166-1, two letters. A country lies in one zone. */
  countries: readonly string[];
  methods: readonly SeededMethod[];
};

/** Creates tax rates and shipping zones in one transaction. Rows whose id exists already are not changed. */
export async function seedRates(
  { store }: Deps,
  { taxRates, zones }: { taxRates: readonly TaxRateRow[]; zones: readonly SeededZone[] },
): Promise<void> {
  await store.write("seed-rates", async (tx) => {
    for (const rate of taxRates) await insertTaxRate(tx, { ...rate, region: readSeededRegion(rate) });
    for (const { id, name, countries, methods } of zones) {
      await insertZone(tx, id, name, countries);
      for (const { rates, taxBasis = "CLASS", ...method } of methods) {
        const rows = rates.map((rate) => ({ fromSubtotalMinor: 0, ...rate, methodId: method.id }));
        await insertMethod(tx, { ...method, taxBasis, zoneId: id, active: true }, rows);
      }
    }
  });
}

function readSeededRegion({ id, country, region }: TaxRateRow): string | null {
  const { value, problems } = readRegion(country, region);
  if (problems.length > 0) throw new Error(`tax rate ${id}: ${region} is no region of ${country}`);
  return value;
}
