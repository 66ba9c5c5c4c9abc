/** Model of taxes: the place whose rates apply, three laws without tax, and the tax of shipping by its basis. */
import { type Buyer, home, type Method, type Purchase, type TaxClass, type Terms } from "../terms.ts";
import { divide, fraction, halfEven, total } from "./arithmetic.ts";
import { placeOf } from "./places.ts";

type Category = "STANDARD" | "INTRA_COMMUNITY" | "REVERSE_CHARGE" | "EXPORT" | "UNTAXED";
/** A tax without its amounts; `rate` in parts per million. */
type Rate = { name: string; rate: number; category: Category; country: string };
export type Tax = Rate & { base: bigint; amount: bigint };

const million = 1_000_000n;
const names = {
  INTRA_COMMUNITY: "Intra-Community supply",
  REVERSE_CHARGE: "Reverse charge",
  EXPORT: "Export",
  UNTAXED: "No tax",
};

const untaxed = (category: keyof typeof names, country: string): Rate => {
  return { name: names[category], rate: 0, category, country };
};

/** The rate of a class; of the standard class where it has none, but for `zero`. A rate of the region goes before that of the country. */
function findRate({ rates }: Terms, country: string | null, region: string | null, taxClass: TaxClass): Rate | null {
  const own = (wanted: TaxClass) => {
    const ofClass = rates.filter((rate) => rate.country === country && rate.taxClass === wanted);
    return ofClass.find((rate) => rate.region === region) ?? ofClass.find((rate) => rate.region === null);
  };
  const found = own(taxClass) ?? (taxClass === "zero" ? undefined : own("standard"));
  return found ? { name: found.name, rate: found.rate, category: "STANDARD", country: found.country } : null;
}

/** The result that the order keeps of the check of an id; null without one. Ids of the shop's own member state leave no tax out, so they are not asked about. */
export function checkOf({ reverseChargeCheck }: Terms, { vatId, answer }: Buyer): "UNCHECKED" | Buyer["answer"] | null {
  if (vatId === null) return null;
  return reverseChargeCheck === "FORM" || vatId === home ? "UNCHECKED" : answer;
}

/** Whether the buyer's id of another member state leaves the tax to the buyer: where the register is asked, only one that it knows. */
function hasCountedId(terms: Terms, buyer: Buyer): boolean {
  if (buyer.vatId === null || buyer.vatId === home) return false;
  return terms.reverseChargeCheck === "FORM" || checkOf(terms, buyer) === "VALID";
}

/** Whether it is a sale to a buyer in another member state who is no company with an id that leaves the tax to them, or to their state. */
function isDistanceSale({ place, vatId }: Buyer, hasParcel: boolean): boolean {
  const { goods, services } = placeOf(place);
  const state = hasParcel ? goods : services;
  return state !== null && state !== home && vatId !== home;
}

/** The tax of goods, or the reason for its absence. */
export function rateOf(terms: Terms, buyer: Buyer, taxClass: TaxClass, hasParcel: boolean): Rate {
  const { country, rates, region, goods, services } = placeOf(buyer.place);
  const hasForeignId = hasCountedId(terms, buyer);
  const destination = rates ?? country;
  if (hasForeignId && !hasParcel) return untaxed("REVERSE_CHARGE", destination);
  if (hasForeignId && goods !== null && goods !== home) return untaxed("INTRA_COMMUNITY", destination);
  const state = hasParcel ? goods : services;
  const isElsewhere = state !== null && state !== home;
  const isHomeRated = isElsewhere && (buyer.vatId === home || terms.distanceSales === "HOME");
  if (isHomeRated) return findRate(terms, home, null, taxClass) ?? untaxed("UNTAXED", home);
  const leaves = hasParcel && state === null;
  return findRate(terms, rates, region, taxClass) ?? untaxed(leaves ? "EXPORT" : "UNTAXED", destination);
}

/** Whether the shop sells these goods to the place of the buyer: not if it would charge the tax of a member state, and has no rate of it. */
export function isServed(
  terms: Terms,
  { lines, buyer, methodId }: Pick<Purchase, "lines" | "buyer" | "methodId">,
): boolean {
  const method = terms.methods.find(({ id }) => id === methodId);
  const goods = lines.map(({ good }) => ({ taxClass: good.taxClass, hasParcel: good.grams !== null }));
  const isSent = goods.some(({ hasParcel }) => hasParcel);
  const sent = isSent && method?.basis === "CLASS" ? [{ taxClass: method.taxClass, hasParcel: true }] : [];
  return [...goods, ...sent].every(({ taxClass, hasParcel }) => {
    if (terms.distanceSales === "HOME" || taxClass === "zero" || !isDistanceSale(buyer, hasParcel)) return true;
    return rateOf(terms, buyer, taxClass, hasParcel).category !== "UNTAXED";
  });
}

/** Whether these goods cost less than listed, in a shop with gross prices. */
export function paysNet(terms: Terms, buyer: Buyer, taxClass: TaxClass, hasParcel: boolean): boolean {
  const { category } = rateOf(terms, buyer, taxClass, hasParcel);
  if (!terms.pricesIncludeTax || category === "STANDARD" || category === "UNTAXED") return false;
  return category !== "EXPORT" || terms.exportPrices === "NET";
}

/**
 * The rate whose tax a gross price loses in an order with net prices: that of the shop's country for goods that cost less, and for goods
 * beside them their own, which they get on top.
 */
export function cutRateOf(terms: Terms, buyer: Buyer, taxClass: TaxClass, hasParcel: boolean): Rate {
  const own = rateOf(terms, buyer, taxClass, hasParcel);
  const atHome = findRate(terms, home, null, taxClass) ?? { ...untaxed("UNTAXED", home), name: "" };
  return paysNet(terms, buyer, taxClass, hasParcel) ? atHome : own;
}

export function taxOn(amount: bigint, rate: Rate, isIncluded: boolean): Tax {
  const share = BigInt(rate.rate);
  const tax = halfEven(fraction(amount * share, isIncluded ? million + share : million));
  return { ...rate, base: isIncluded ? amount - tax : amount, amount: tax };
}

/** A line with a parcel: its rate, its total after discounts, and its list price. */
export type SentLine = { rate: Rate; total: bigint; listed: bigint };

/** The taxes of a shipping price. `ofClass` is the rate of its own tax class. */
export function taxesOfShipping(
  price: bigint,
  { basis }: Pick<Method, "basis">,
  sent: readonly SentLine[],
  { ofClass, isIncluded }: { ofClass: Rate; isIncluded: boolean },
): Tax[] {
  const isFree = total(sent.map((line) => line.total)) === 0n;
  const lines = sent.map((line) => ({ rate: line.rate, value: isFree ? line.listed : line.total }));
  if (basis === "CLASS" || total(lines.map(({ value }) => value)) === 0n) return [taxOn(price, ofClass, isIncluded)];
  lines.sort((a, b) => b.rate.rate - a.rate.rate || Number(b.value - a.value));
  if (basis === "GOODS_HIGHEST") return [taxOn(price, lines[0]?.rate ?? ofClass, isIncluded)];
  const shares = divide(
    price,
    lines.map(({ value }) => value),
  );
  const rates = new Map(lines.map(({ rate }) => [rate.name, rate]));
  return [...rates.values()].map((rate) => {
    return taxOn(total(shares.filter((_, index) => lines[index]?.rate.name === rate.name)), rate, isIncluded);
  });
}

/** One tax for each name, country and category, the highest rate first. */
export function sumTaxes(taxes: readonly Tax[]): Tax[] {
  const sums = new Map<string, Tax>();
  for (const tax of taxes) {
    const key = `${tax.country} ${tax.category} ${tax.name}`;
    const known = sums.get(key);
    sums.set(key, { ...tax, base: tax.base + (known?.base ?? 0n), amount: tax.amount + (known?.amount ?? 0n) });
  }
  return [...sums.values()].sort((a, b) => b.rate - a.rate || (a.category < b.category ? -1 : 1));
}
