/** Tax rates and shipping methods of the tests: Germany is the shop's country, three other countries are served. */
import type { seedRates } from "../../../src/service/seed.ts";

type Rates = Parameters<typeof seedRates>[1];

const percent = 10_000;
type Validity = { region?: string; startsAt?: number };
const tax = (country: string, name: string, rate: number, { region, startsAt = 0 }: Validity = {}) => ({
  id: `${country}-${region ?? null}-standard-${startsAt}`,
  country,
  region: region ?? null,
  taxClass: "standard" as const,
  name,
  rate: rate * percent,
  startsAt,
});

const shippingMethod = (
  id: string,
  label: string,
  days: [number, number],
  steps: [currency: string, upToGrams: number, minor: number][],
) => ({
  id,
  label,
  carrier: "Post",
  taxClass: "standard" as const,
  etaDaysMin: days[0],
  etaDaysMax: days[1],
  rates: steps.map(([currency, upToGrams, minor]) => ({ currency, upToGrams, minor })),
});

export const rates: Rates = {
  taxRates: [
    tax("DE", "VAT 19%", 19),
    tax("DE", "VAT 25%", 25, { startsAt: Date.UTC(2030, 0, 1) }),
    tax("FR", "TVA 20%", 20),
    tax("US", "Sales tax", 5),
    tax("US", "California sales tax", 8, { region: "CA" }),
  ],
  zones: [
    {
      id: "home",
      name: "Home",
      countries: ["DE"],
      methods: [
        shippingMethod(
          "home-standard",
          "Standard",
          [2, 3],
          [
            ["EUR", 1_000, 490],
            ["EUR", 10_000, 990],
            ["JPY", 10_000, 800],
            ["KWD", 10_000, 1_250],
          ],
        ),
        shippingMethod("home-express", "Express", [1, 1], [["EUR", 1_000, 1_290]]),
      ],
    },
    {
      id: "europe",
      name: "Europe",
      countries: ["FR", "AT"],
      methods: [shippingMethod("abroad", "Abroad", [4, 6], [["EUR", 10_000, 1_490]])],
    },
    {
      id: "america",
      name: "America",
      countries: ["US"],
      methods: [shippingMethod("overseas", "Overseas", [9, 12], [["EUR", 10_000, 2_990]])],
    },
  ],
};
