/** Tax rates by country, region and class; state rates only, without counties and cities. */
import type { TaxRateRow } from "../../subgraphs/orders/src/store/tables.ts";
import type { CatalogueTaxClass } from "../catalogue/types.ts";

/** In per cent. A class that is left out is not taxed there. */
type Rates = Readonly<Partial<Record<CatalogueTaxClass, number>>>;

const taxClasses: readonly CatalogueTaxClass[] = ["standard", "reduced", "books", "digital"];

const inForce = Date.UTC(2024, 0, 1);

/** `reduced` is the rate of most food. Electronic books count as `digital`, which is taxed as a service. */
const countries: Readonly<Record<string, Rates>> = {
  AT: { standard: 20, reduced: 10, books: 10, digital: 20 },
  BE: { standard: 21, reduced: 6, books: 6, digital: 21 },
  DE: { standard: 19, reduced: 7, books: 7, digital: 19 },
  ES: { standard: 21, reduced: 10, books: 4, digital: 21 },
  FR: { standard: 20, reduced: 5.5, books: 5.5, digital: 20 },
  GB: { standard: 20, digital: 20 },
  IE: { standard: 23, digital: 23 },
  IT: { standard: 22, reduced: 10, books: 4, digital: 22 },
  JP: { standard: 10, reduced: 8, books: 10, digital: 10 },
  LU: { standard: 17, reduced: 3, books: 3, digital: 17 },
  NL: { standard: 21, reduced: 9, books: 9, digital: 21 },
  PL: { standard: 23, reduced: 5, books: 5, digital: 23 },
};

/** States of the USA that we look after; most do not tax food from a shop. Elsewhere in the USA no tax is taken. */
const states: Readonly<Record<string, { name: string } & Rates>> = {
  CA: { name: "California", standard: 7.25, books: 7.25 },
  CO: { name: "Colorado", standard: 2.9, books: 2.9, digital: 2.9 },
  FL: { name: "Florida", standard: 6, books: 6 },
  MA: { name: "Massachusetts", standard: 6.25, books: 6.25 },
  NJ: { name: "New Jersey", standard: 6.625, books: 6.625, digital: 6.625 },
  NY: { name: "New York", standard: 4, books: 4 },
  PA: { name: "Pennsylvania", standard: 6, books: 6, digital: 6 },
  TX: { name: "Texas", standard: 6.25, books: 6.25, digital: 6.25 },
  WA: { name: "Washington", standard: 6.5, books: 6.5, digital: 6.5 },
};

/** All rates as orders keeps them. */
export const taxRates: readonly TaxRateRow[] = [
  ...Object.entries(countries).flatMap(([country, rates]) =>
    rowsOf(country, null, country === "JP" ? "Consumption tax" : "VAT", rates),
  ),
  ...Object.entries(states).flatMap(([region, { name, ...rates }]) => rowsOf("US", region, `${name} sales tax`, rates)),
];

function rowsOf(country: string, region: string | null, tax: string, rates: Rates): TaxRateRow[] {
  const given = taxClasses.flatMap((taxClass) => {
    const percent = rates[taxClass];
    return percent === undefined ? [] : [{ taxClass, percent }];
  });
  return given.map(({ taxClass, percent }) => ({
    id: ["rate", country, region, taxClass]
      .filter((part) => part !== null)
      .join("_")
      .toLowerCase(),
    name: `${tax} ${percent}%`,
    country,
    region,
    taxClass,
    rate: Math.round(percent * 10_000),
    startsAt: inForce,
  }));
}
