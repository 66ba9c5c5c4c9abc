/** Model of a purchase's prices: lines, discounts, shipping, taxes, rounding and total. Written from the rules, without code of the shop. */
import type { Method, Purchase, Terms } from "../terms.ts";
import { fraction, halfEven, min, total } from "./arithmetic.ts";
import { computeDiscounts } from "./discounts.ts";
import { cutRateOf, paysNet, rateOf, type SentLine, sumTaxes, type Tax, taxesOfShipping, taxOn } from "./taxes.ts";

/** `total` is after the discount. */
type PricedLine = { unitPrice: bigint; discount: bigint; total: bigint; tax: Tax };
export type Prices = {
  lines: PricedLine[];
  subtotal: bigint;
  discount: bigint;
  shipping: bigint;
  shippingTaxes: Tax[];
  tax: bigint;
  taxes: Tax[];
  taxIncluded: boolean;
  rounding: bigint;
  total: bigint;
  step: bigint;
  /** The money for each line, and for shipping at the end: whole steps that sum to the total. */
  charges: bigint[];
};

export function computePrices(terms: Terms, purchase: Purchase): Prices {
  const { buyer, currency } = purchase;
  const parcel = purchase.lines.filter(({ good }) => good.grams !== null);
  const method = parcel.length === 0 ? undefined : terms.methods.find(({ id }) => id === purchase.methodId);
  const listedShipping = method ? shippingPrice(method, purchase) : 0n;
  const off = computeDiscounts(terms.promotions, purchase, listedShipping);
  const isNet = purchase.lines.some(({ good }) => paysNet(terms, buyer, good.taxClass, good.grams !== null));
  const taxIncluded = terms.pricesIncludeTax && !isNet;

  const lines = purchase.lines.map(({ good, quantity }, index): PricedLine => {
    const hasParcel = good.grams !== null;
    const cut = isNet ? cutRateOf(terms, buyer, good.taxClass, hasParcel) : null;
    const withoutTax = (amount: bigint) => (cut ? amount - taxOn(amount, cut, true).amount : amount);
    const listed = BigInt(good.prices[currency]);
    const charged = cutPrice(listed, off.lines[index] ?? 0n, BigInt(quantity), withoutTax);
    const amount = charged.price * BigInt(quantity) - charged.discount;
    const tax = taxOn(amount, rateOf(terms, buyer, good.taxClass, hasParcel), taxIncluded);
    return { unitPrice: charged.price, discount: charged.discount, total: amount, tax };
  });

  const sent = (isCut: boolean) =>
    purchase.lines.flatMap(({ good, quantity }, index): SentLine[] => {
      if (good.grams === null) return [];
      const rate = (isCut ? cutRateOf : rateOf)(terms, buyer, good.taxClass, true);
      const listed = BigInt(good.prices[currency]) * BigInt(quantity);
      return [{ rate, total: lines[index]?.total ?? 0n, listed }];
    });
  const withoutTax = (amount: bigint) => {
    if (!method || !isNet) return amount;
    const about = { ofClass: cutRateOf(terms, buyer, method.taxClass, true), isIncluded: true };
    return amount - total(taxesOfShipping(amount, method, sent(true), about).map((tax) => tax.amount));
  };
  const shipping = cutPrice(listedShipping, off.shipping, 1n, withoutTax);
  const about = {
    ofClass: rateOf(terms, buyer, method?.taxClass ?? "standard", true),
    isIncluded: taxIncluded,
  };
  const shippingTotal = shipping.price - shipping.discount;
  const shippingTaxes = method ? taxesOfShipping(shippingTotal, method, sent(false), about) : [];

  const taxes = sumTaxes([...lines.map((line) => line.tax), ...shippingTaxes]);
  const tax = total(taxes.map((one) => one.amount));
  const subtotal = total(lines.map((line) => line.total + line.discount));
  const discount = total(lines.map((line) => line.discount)) + shipping.discount;
  const exact = subtotal - discount + shipping.price + (taxIncluded ? 0n : tax);
  const step = BigInt(terms.steps[currency]);
  const rounded = halfEven(fraction(exact, step)) * step;
  const amounts = { subtotal, discount, shipping: shipping.price, tax, rounding: rounded - exact, total: rounded };
  const gross = lines.map((line) => line.tax.base + line.tax.amount);
  const charges = chargesOf([...gross, exact - total(gross)], rounded, step);
  return { lines, ...amounts, shippingTaxes, taxes, taxIncluded, step, charges };
}

/** The share of each amount: the difference of running sums, each rounded down to the step. The last amount above zero completes the total. */
function chargesOf(amounts: readonly bigint[], all: bigint, step: bigint): bigint[] {
  const sums = amounts.map((_, index) => total(amounts.slice(0, index + 1)));
  const whole = sums.at(-1);
  const reached = sums.map((sum) => (sum === whole ? all : sum - (sum % step)));
  return reached.map((sum, index) => sum - (reached[index - 1] ?? 0n));
}

/** Of the rates that cover value and weight, the highest step, then the smallest weight. The value is as listed, before discounts. */
function shippingPrice({ rates }: Method, { currency, lines }: Purchase): bigint {
  const parcel = lines.filter(({ good }) => good.grams !== null);
  const subtotal = parcel.reduce((sum, { good, quantity }) => sum + good.prices[currency] * quantity, 0);
  const grams = parcel.reduce((sum, { good, quantity }) => sum + (good.grams ?? 0) * quantity, 0);
  const covering = rates.filter((rate) => {
    return rate.currency === currency && rate.fromSubtotal <= subtotal && rate.upToGrams >= grams;
  });
  covering.sort((a, b) => b.fromSubtotal - a.fromSubtotal || a.upToGrams - b.upToGrams);
  const [best] = covering;
  if (!best) throw new Error("no rate covers the parcel");
  return BigInt(best.minor);
}

/** A price and its discount, each without the tax in it; free goods stay free, and no discount exceeds its price. */
function cutPrice(price: bigint, discount: bigint, quantity: bigint, withoutTax: (amount: bigint) => bigint) {
  const net = withoutTax(price);
  const isFree = discount === price * quantity;
  return { price: net, discount: isFree ? net * quantity : min(withoutTax(discount), net * quantity) };
}
