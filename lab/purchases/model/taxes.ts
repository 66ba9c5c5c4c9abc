/** Model of taxes: the rates of the destination, three laws without tax, and the tax of shipping by its basis. */
import { type Buyer, home, type Method, type TaxClass, type Terms } from "../terms.ts";
import { divide, fraction, halfEven, total } from "./arithmetic.ts";

type Category = "STANDARD" | "INTRA_COMMUNITY" | "REVERSE_CHARGE" | "EXPORT" | "UNTAXED";
/** A tax without its amounts; `rate` in parts per million. */
type Rate = { name: string; rate: number; category: Category; country: string };
export type Tax = Rate & { base: bigint; amount: bigint };

const million = 1_000_000n;
const memberStates = new Set(["DE", "FR", "AT", "NL"]);
const names = {
  INTRA_COMMUNITY: "Intra-Community supply",
  REVERSE_CHARGE: "Reverse charge",
  EXPORT: "Export",
  UNTAXED: "No tax",
};

/** The law under which goods with or without a parcel bear no tax; null: they bear the tax of the destination. */
function lawOf({ rates }: Terms, { country, isCompany }: Buyer, hasParcel: boolean): Category | null {
  if (isCompany && !hasParcel) return "REVERSE_CHARGE";
  if (isCompany && memberStates.has(country) && country !== home) return "INTRA_COMMUNITY";
  const isOutside = !memberStates.has(country) && !rates.some((rate) => rate.country === country);
  return hasParcel && isOutside ? "EXPORT" : null;
}

export function rateOf(terms: Terms, buyer: Buyer, taxClass: TaxClass, hasParcel: boolean): Rate {
  const { country } = buyer;
  const law = lawOf(terms, buyer, hasParcel);
  const found = terms.rates.find((rate) => rate.country === country && rate.taxClass === taxClass);
  if (law === null && found) return { name: found.name, rate: found.rate, category: "STANDARD", country };
  const category = law === null || law === "STANDARD" ? "UNTAXED" : law;
  return { name: names[category], rate: 0, category, country };
}

/** Whether the buyer of a shop with gross prices pays goods with or without a parcel net. */
export function paysNet(terms: Terms, buyer: Buyer, hasParcel: boolean): boolean {
  const law = lawOf(terms, buyer, hasParcel);
  return terms.pricesIncludeTax && law !== null && (law !== "EXPORT" || terms.exportPrices === "NET");
}

/** The rate of the shop's country, whose tax gross prices contain. */
export function rateAtHome({ rates }: Terms, taxClass: TaxClass): Rate {
  const found = rates.find((rate) => rate.country === home && rate.taxClass === taxClass);
  return { name: found?.name ?? "", rate: found?.rate ?? 0, category: "STANDARD", country: home };
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
