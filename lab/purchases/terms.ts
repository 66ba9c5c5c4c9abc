/** The terms of a shop and a purchase at it, as data: the shop is set up with them, and the model computes with them. */

import { type PlaceName, places } from "./model/places.ts";

export type Currency = "EUR" | "USD" | "JPY" | "KWD" | "GBP";
export type TaxClass = "standard" | "reduced" | "zero";
/** An amount in each currency, in minor units. */
export type Amounts = Readonly<Record<Currency, number>>;

/** `grams` is null for goods without a parcel. `order` is the place of the variant's id among all ids. */
export type Good = { sku: string; order: number; taxClass: TaxClass; grams: number | null; prices: Amounts };
/** `rate` in parts per million. `region` is null for the whole country. */
export type TaxRate = { country: string; region: string | null; taxClass: TaxClass; name: string; rate: number };
type TaxBasis = "CLASS" | "GOODS_PROPORTIONAL" | "GOODS_HIGHEST";
type ShippingRate = { currency: Currency; fromSubtotal: number; upToGrams: number; minor: number };
export type Method = { id: string; taxClass: TaxClass; basis: TaxBasis; rates: readonly ShippingRate[] };

/** An empty list of goods, countries or methods means all of them. `percent` in parts per million. */
export type Promotion = {
  code: string | null;
  percent: number | null;
  amounts: Amounts | null;
  freeShipping: boolean;
  skus: readonly string[];
  countries: readonly string[];
  methodIds: readonly string[];
  minimums: Amounts | null;
  maximums: Amounts | null;
};

export type Terms = {
  pricesIncludeTax: boolean;
  capture: "ON_PLACEMENT" | "ON_FULFILMENT";
  exportPrices: "GROSS" | "NET";
  distanceSales: "HOME" | "DESTINATION";
  /** Whether the register is asked about the VAT ids of other member states, or their form suffices. */
  reverseChargeCheck: "SERVICE" | "FORM";
  rates: readonly TaxRate[];
  methods: readonly Method[];
  /** The oldest first. */
  promotions: readonly Promotion[];
  /** The payable step of each currency. */
  steps: Amounts;
};

/** The answer of the register about a VAT id. */
type RegisterAnswer = "VALID" | "INVALID" | "UNAVAILABLE";
/** `vatId`: the country of the VAT id of a company, null for consumers; `answer`: what the register says when it is asked. */
export type Buyer = { place: PlaceName; vatId: "DE" | "AT" | "FR" | null; answer: RegisterAnswer };
export type Purchase = {
  currency: Currency;
  lines: readonly { good: Good; quantity: number }[];
  buyer: Buyer;
  methodId: string;
  code: string | null;
};

export const currencies: readonly Currency[] = ["EUR", "USD", "JPY", "KWD", "GBP"];
export const home = "DE";
/** The shop's time zone: its months begin before those of UTC. */
export const timeZone = "Europe/Berlin";
/** The countries of all places, each once. */
export const destinations: readonly string[] = [...new Set(Object.values(places).map(({ country }) => country))];

/** Without a rate: the Netherlands, Great Britain, Switzerland, and most of the United States. Germany and Austria lack classes. */
const percents: readonly [country: string, region: string | null, taxClass: TaxClass, percent: string][] = [
  ["DE", null, "standard", "19"],
  ["DE", null, "reduced", "7"],
  ["FR", null, "standard", "20"],
  ["FR", null, "reduced", "5.5"],
  ["FR", null, "zero", "0"],
  ["AT", null, "standard", "20"],
  ["ES", null, "standard", "21"],
  ["US", "US-NY", "standard", "8.875"],
];
export const taxRates: readonly TaxRate[] = percents.map(([country, region, taxClass, percent]) => {
  return { country, region, taxClass, name: `VAT ${percent}%`, rate: Math.round(Number(percent) * 10_000) };
});
