/** Random baskets and promotions for property tests. */
import fc from "fast-check";
import type { Basket } from "../../../src/service/pricing/discounts.ts";
import type { ShippingCharge } from "../../../src/service/pricing/shipping-taxes.ts";
import { type PromotionTerms, shippingTaxBases } from "../../../src/store/tables.ts";

/** The terms of a promotion with defaults. */
export function terms(changes: Partial<PromotionTerms> & { id: string }): PromotionTerms {
  return {
    label: changes.id,
    code: null,
    percentOff: null,
    amountOffMinor: null,
    freeShipping: false,
    combines: true,
    collectionIds: [],
    variantIds: [],
    minimumMinor: null,
    countries: [],
    shippingMethodIds: [],
    maximumMinor: null,
    ...changes,
  };
}

/** A line of a basket, with the tax class that pricing needs. */
type Line = {
  variantId: string;
  collectionIds: string[];
  unitPriceMinor: number;
  quantity: number;
  taxClass: string;
  weightGrams: number | null;
};
export type RandomBasket = Omit<Basket, "goods"> & {
  goods: Line[];
  /** The tax of shipping. */
  sending: ShippingCharge;
};

const taxClass = fc.constantFrom("standard", "reduced", "untaxed");

/** Prices from zero to very large amounts, so that the decimal places of every currency matter. */
const price = fc.oneof(
  fc.constantFrom(5, 10, 100),
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 5_000 }),
  fc.integer({ max: 90_000_000, min: 0 }),
);

const goods = fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 10 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.record({
        variantId: fc.constant(`var_${id}`),
        collectionIds: fc.subarray(["col_a", "col_b", "col_c"]),
        unitPriceMinor: price,
        quantity: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 999 })),
        taxClass,
        weightGrams: fc.constantFrom(null, 200),
      }),
    ),
  ),
);

export const baskets: fc.Arbitrary<RandomBasket> = fc.record({
  goods,
  isSent: fc.boolean(),
  shippingMinor: fc.option(fc.integer({ min: 0, max: 5_000 })),
  shippingMethodId: fc.option(fc.constantFrom("method_a", "method_b")),
  country: fc.constantFrom("DE", "AU"),
  sending: fc.record({ taxClass, taxBasis: fc.constantFrom(...shippingTaxBases) }),
});

const percents = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }),
  fc.constantFrom(50_000, 100_000, 333_333, 500_000, 1_000_000),
);

export const promotion = fc.record({
  id: fc.integer({ min: 0, max: 10_000 }).map((id) => `promo_${String(id).padStart(5, "0")}`),
  percentOff: fc.option(percents),
  amountOffMinor: fc.option(fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 50_000_000 }))),
  freeShipping: fc.boolean(),
  combines: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  collectionIds: fc.oneof(fc.constant<string[]>([]), fc.subarray(["col_a", "col_b", "col_c"])),
  variantIds: fc.oneof(fc.constant<string[]>([]), fc.subarray(["var_0", "var_1", "var_2", "var_3"])),
  minimumMinor: fc.option(fc.integer({ min: 0, max: 20_000 })),
  countries: fc.constantFrom<string[]>([], ["DE"], ["AU", "AT"]),
  shippingMethodIds: fc.constantFrom<string[]>([], ["method_a"], ["method_b", "method_c"]),
  maximumMinor: fc.option(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20_000 }))),
});

export const promotions: fc.Arbitrary<PromotionTerms[]> = fc
  .uniqueArray(promotion, { selector: ({ id }) => id, maxLength: 8 })
  .map((all) => all.map(terms));
