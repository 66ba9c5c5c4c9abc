/** The terms of a shop and a purchase at it, as data: the shop is set up with them, and the model computes with them. */

export type Currency = "EUR" | "USD" | "JPY" | "KWD" | "GBP";
export type TaxClass = "standard" | "reduced" | "zero";
/** An amount in each currency, in minor units. */
export type Amounts = Readonly<Record<Currency, number>>;

/** `grams` is null for goods without a parcel. `order` is the place of the variant's id among all ids. */
export type Good = { sku: string; order: number; taxClass: TaxClass; grams: number | null; prices: Amounts };
/** `rate` in parts per million. */
export type TaxRate = { country: string; taxClass: TaxClass; name: string; rate: number };
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
  rates: readonly TaxRate[];
  methods: readonly Method[];
  /** The oldest first. */
  promotions: readonly Promotion[];
  /** The payable step of each currency. */
  steps: Amounts;
};

/** A company has a VAT id of Austria; others are consumers. */
export type Buyer = { country: string; isCompany: boolean };
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
/** Without a rate of the shop: the Netherlands in the Union, and Switzerland outside. */
export const destinations = ["DE", "FR", "AT", "NL", "CH"];

const percents: Readonly<Record<string, Readonly<Record<TaxClass, string>>>> = {
  DE: { standard: "19", reduced: "7", zero: "0" },
  FR: { standard: "20", reduced: "5.5", zero: "0" },
  AT: { standard: "20", reduced: "10", zero: "0" },
};
const taxClasses: readonly TaxClass[] = ["standard", "reduced", "zero"];
export const taxRates: readonly TaxRate[] = Object.entries(percents).flatMap(([country, ofClass]) =>
  taxClasses.map((taxClass) => {
    const percent = ofClass[taxClass];
    return { country, taxClass, name: `VAT ${percent}%`, rate: Math.round(Number(percent) * 10_000) };
  }),
);
