/** Tax rates by country, region and class, from `tax-rates.json`: of the USA a few states, without counties and cities. */
import { type TaxClass, taxClass, taxClassByName } from "@hansa/commerce/tax-class";
import type { TaxRateRow } from "../../../subgraphs/orders/src/store/tables.ts";
import taxes from "./tax-rates.json" with { type: "json" };

/** A class that is left out has a rate of 0 there. Electronic books count as `digital`, which is taxed as a service. */
type Percentages = Readonly<Partial<Record<TaxClass, number | undefined>>>;

const startsAt = Date.UTC(2024, 0, 1);

/** All rates as orders keeps them. */
export const taxRates: readonly TaxRateRow[] = taxes.flatMap(({ country, region, tax, percent }) => {
  const percentages: Percentages = percent;
  return taxClass.options.flatMap((taxClass) => {
    if (taxClass === taxClassByName.ZERO) return [];
    const share = percentages[taxClass] ?? 0;
    const id = ["rate", country, region, taxClass].filter((part) => part !== null).join("_");
    const rate = Math.round(share * 10_000);
    return [{ id: id.toLowerCase(), name: `${tax} ${share}%`, country, region, taxClass, rate, startsAt }];
  });
});
