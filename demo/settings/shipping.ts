/** Shipping zones and rates by weight. The carriers are invented. */
import type { SeededMethod, SeededZone } from "../../subgraphs/orders/src/service/seed.ts";
import { priceTags } from "../catalogue/prices.ts";

/** The heaviest parcel of each step, in grams. */
const steps = [2_000, 5_000, 10_000, 31_500] as const;

/** A parcel that is heavier than this cannot be sent, in grams. */
export const maxParcelGrams = 31_500;

type Days = readonly [min: number, max: number];

/** The cost of each step, in euro cents; the other currencies follow as price tags do. */
type Costs = readonly [number, number, number, number];

export const zones: readonly SeededZone[] = [
  {
    id: "zone_de",
    name: "Germany",
    countries: ["DE"],
    methods: [
      letter("method_de_letter", "Letter-box parcel", [2, 4], 295),
      method("method_de_parcel", "Kogge Parcel", "Parcel", [1, 3], [490, 590, 790, 1490]),
      method("method_de_express", "Lotse Express", "Express, the next day", [1, 1], [1190, 1390, 1790, 2900]),
    ],
  },
  {
    id: "zone_eu",
    name: "European Union",
    countries: ["AT", "BE", "ES", "FR", "IE", "IT", "LU", "NL", "PL"],
    methods: [
      letter("method_eu_letter", "Letter-box parcel", [4, 8], 590),
      method("method_eu_parcel", "Kogge Parcel", "Parcel", [3, 6], [990, 1290, 1790, 2990]),
      method("method_eu_express", "Lotse Express", "Express", [1, 2], [2290, 2790, 3590, 5900]),
    ],
  },
  {
    id: "zone_gb",
    name: "United Kingdom",
    countries: ["GB"],
    methods: [
      method("method_gb_parcel", "Kogge Parcel", "Parcel", [4, 7], [1290, 1690, 2490, 4490]),
      method("method_gb_express", "Lotse Express", "Express", [2, 3], [2990, 3490, 4490, 7900]),
    ],
  },
  {
    id: "zone_us",
    name: "United States",
    countries: ["US"],
    methods: [
      method("method_us_economy", "Harbour Post", "Economy", [10, 20], [1490, 2990, 4990, 9900]),
      method("method_us_parcel", "Kogge Parcel", "Parcel", [6, 10], [2490, 3990, 6490, 12900]),
      method("method_us_express", "Lotse Express", "Express", [3, 5], [4490, 6490, 9900, 18900]),
    ],
  },
  {
    id: "zone_jp",
    name: "Japan",
    countries: ["JP"],
    methods: [
      method("method_jp_parcel", "Kogge Parcel", "Parcel", [6, 12], [2690, 4290, 6990, 13900]),
      method("method_jp_express", "Lotse Express", "Express", [3, 5], [4690, 6890, 10500, 19900]),
    ],
  },
  {
    id: "zone_world",
    name: "Rest of the world",
    countries: [
      ...["AE", "AR", "AU", "BR", "CA", "CH", "CL", "HK", "IL", "IN", "IS", "KR", "LI", "MX", "MY", "NO", "NZ", "SG"],
      ...["TH", "TR", "TW", "UA", "ZA"],
    ],
    methods: [
      method("method_world_parcel", "Kogge Parcel", "Parcel", [7, 15], [2490, 3990, 6900, 13900]),
      method("method_world_express", "Lotse Express", "Express", [3, 7], [4900, 7200, 11500, 21900]),
    ],
  },
];

function method(
  id: string,
  carrier: string,
  label: string,
  [etaDaysMin, etaDaysMax]: Days,
  costs: Costs,
): SeededMethod {
  const rates = steps.flatMap((upToGrams, step) => inAllCurrencies(upToGrams, costs[step] ?? 0));
  return { id, carrier, label, etaDaysMin, etaDaysMax, taxClass: "standard", rates };
}

/** For what is light and flat. */
function letter(id: string, label: string, [etaDaysMin, etaDaysMax]: Days, eurMinor: number): SeededMethod {
  const rates = inAllCurrencies(500, eurMinor);
  return { id, carrier: "Harbour Post", label, etaDaysMin, etaDaysMax, taxClass: "standard", rates };
}

function inAllCurrencies(upToGrams: number, eurMinor: number): SeededMethod["rates"] {
  return Object.entries(priceTags(eurMinor)).map(([currency, minor]) => ({ currency, upToGrams, minor }));
}
