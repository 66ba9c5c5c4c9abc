/** Draws the goods, the shipping and the promotions of a shop, and purchases at it, from a seed. */
import type { Chance } from "@hansa/kit/testing";
import { placeNames } from "./model/places.ts";
import {
  type Amounts,
  type Buyer,
  type Currency,
  currencies,
  destinations,
  type Good,
  home,
  type Method,
  type Promotion,
  type Purchase,
  type TaxClass,
} from "./terms.ts";

/** The minor units of a small price: a coffee. */
const small: Amounts = { EUR: 300, USD: 330, JPY: 450, KWD: 1_000, GBP: 260 };
const kinds: readonly { taxClass: TaxClass; hasParcel: boolean }[] = [
  ...(["standard", "standard", "reduced", "reduced", "zero"] as const).map((taxClass) => ({
    taxClass,
    hasParcel: true,
  })),
  ...(["standard", "reduced"] as const).map((taxClass) => ({ taxClass, hasParcel: false })),
];
/** The last good of each shop costs nothing. */
const gift = { taxClass: "standard" as const, hasParcel: true };

/** Goods of three tax classes, with and without a parcel, and a free gift. `order` follows when they have ids. */
export function drawGoods(chance: Chance): Omit<Good, "order">[] {
  return [...kinds, gift].map((kind, index) => {
    const dearness = chance.oneOf([1, 3, 10]);
    const prices = amountsOf((currency) => chance.whole(small[currency] / 2, small[currency] * 2 * dearness));
    return {
      sku: `GOOD-${index}`,
      taxClass: kind.taxClass,
      grams: kind.hasParcel ? chance.whole(50, 1_500) : null,
      prices: kind === gift ? amountsOf(() => 0) : prices,
    };
  });
}

/** One method for each basis of its tax, with steps of value and of weight. */
export function drawMethods(chance: Chance): Method[] {
  return (["CLASS", "GOODS_PROPORTIONAL", "GOODS_HIGHEST"] as const).map((basis, index) => ({
    id: `method_${index}`,
    taxClass: chance.oneOf(["standard", "reduced"]),
    basis,
    rates: currencies.flatMap((currency) => {
      const unit = small[currency];
      const price = chance.whole(unit, unit * 3);
      const steps = [
        { fromSubtotal: 0, upToGrams: 2_000, minor: price },
        { fromSubtotal: 0, upToGrams: 100_000, minor: price + chance.whole(0, unit) },
        { fromSubtotal: unit * 10, upToGrams: 5_000, minor: chance.whole(1, price) },
        { fromSubtotal: unit * 40, upToGrams: 100_000, minor: chance.whole(0, 1) * chance.whole(1, unit) },
      ];
      return steps.map((step) => ({ currency, ...step }));
    }),
  }));
}

/** Some promotions, at most one of them with a code. */
export function drawPromotions(chance: Chance, skus: readonly string[], code: string): Promotion[] {
  const count = chance.whole(0, 3);
  return Array.from({ length: count }, (_, index) => drawPromotion(chance, skus, index === 0 ? code : null));
}

function drawPromotion(chance: Chance, skus: readonly string[], code: string | null): Promotion {
  const kind = chance.weighted({ percent: 5, amount: 4, shipping: 2 });
  const some = chance.happens(0.4) ? skus.filter(() => chance.happens(0.4)) : [];
  const freeShipping = kind === "shipping" || chance.happens(0.2);
  const amounts = (most: number) => amountsOf((currency) => chance.whole(1, small[currency] * most));
  return {
    code,
    percent: kind === "percent" ? chance.oneOf([50_000, 100_000, 125_000, 333_333, 500_000, 1_000_000]) : null,
    amounts: kind === "amount" ? amounts(6) : null,
    freeShipping,
    skus: some,
    // A code is refused by the cart if it is not for the shop's country.
    countries: chance.happens(0.3) ? destinations.filter((each) => each === home || chance.happens(0.5)) : [],
    methodIds: freeShipping && chance.happens(0.3) ? ["method_1"] : [],
    minimums: chance.happens(0.3) ? amounts(20) : null,
    maximums: chance.happens(0.4) ? amounts(8) : null,
  };
}

export function drawPurchase(chance: Chance, goods: readonly Good[], currency: Currency, code: string): Purchase {
  const offered = chance.happens(0.1) ? goods.filter(({ grams }) => grams === null) : goods;
  const chosen = offered.filter(() => chance.happens(0.35));
  const lines = (chosen.length > 0 ? chosen : [chance.oneOf(offered)]).map((good) => ({
    good,
    quantity: chance.weighted({ one: 3, few: 4, many: 1 }) === "one" ? 1 : chance.whole(2, 7),
  }));
  return {
    currency,
    lines,
    buyer: drawBuyer(chance),
    methodId: chance.oneOf(["method_0", "method_1", "method_2"]),
    code: chance.happens(0.6) ? code : null,
  };
}

function drawBuyer(chance: Chance): Buyer {
  const place = chance.oneOf(placeNames);
  const isCompany = chance.happens(place === "vienna" || place === "monaco" ? 0.6 : 0.15);
  const vatId = isCompany ? chance.oneOf(["AT", "AT", "FR", "DE"] as const) : null;
  return { place, vatId, answer: chance.oneOf(["VALID", "VALID", "INVALID", "UNAVAILABLE"] as const) };
}

function amountsOf(draw: (currency: Currency) => number): Amounts {
  return { EUR: draw("EUR"), USD: draw("USD"), JPY: draw("JPY"), KWD: draw("KWD"), GBP: draw("GBP") };
}
