/** Selection of promotions for a cart: in force, eligible and with uses left; and the reason why its code is rejected. */
import type { Money } from "@hansa/commerce/money";
import type { CodeRejection } from "../../generated/resolvers.ts";
import type { CartLineRow, CartRow, PromotionRow, PromotionTerms, ShippingChoice } from "../../store/tables.ts";
import { type Basket, checkEligibility, isForDestination } from "./discounts.ts";
import { parcelWeight } from "./shipping-options.ts";

/** The stored promotions and uses that are relevant to one cart. */
export type KnownPromotions = {
  /** Promotions without a code that are in force. */
  automatic: readonly PromotionRow[];
  /** All current and past promotions with the cart's code. */
  ofCode: readonly PromotionRow[];
  /** The number of this customer's uses of each promotion, by its id. */
  uses: ReadonlyMap<string, number>;
};

/** Whether the uses of the customer decide about any of these promotions. */
export function needsUses({ automatic, ofCode }: Omit<KnownPromotions, "uses">): boolean {
  return [...automatic, ...ofCode].some(({ usesPerCustomer }) => usesPerCustomer !== null);
}

/** `rejection` is the reason why the code is rejected; null if it is valid, and without a code. `minimumMinor` belongs to `BELOW_MINIMUM`. */
export type Candidates = { terms: PromotionTerms[]; rejection: CodeRejection | null; minimumMinor: number | null };

/**
 * Selects the promotions for which the goods are eligible, and checks the code, also for the destination. Automatic promotions for other
 * destinations are among them: they apply once the address is there.
 */
export function chooseCandidates(
  { code, currency }: Pick<CartRow, "code" | "currency">,
  known: KnownPromotions,
  basket: Basket,
  now: number,
): Candidates {
  const automatic = known.automatic.flatMap((row) => {
    const found = matchPromotion(row, known, basket, currency);
    return typeof found === "string" ? [] : [found];
  });
  if (code === null) return { terms: automatic, rejection: null, minimumMinor: null };
  const row = known.ofCode.find((promotion) => isInForce(promotion, now));
  const own = row ? matchCode(row, known, basket, currency) : rejectionByTime(known.ofCode, now);
  if (typeof own !== "string") return { terms: [...automatic, own], rejection: null, minimumMinor: null };
  const minimumMinor = row && own === "BELOW_MINIMUM" ? (termsIn(row, currency)?.minimumMinor ?? null) : null;
  return { terms: automatic, rejection: own, minimumMinor };
}

function matchCode(
  row: PromotionRow,
  known: Pick<KnownPromotions, "uses">,
  basket: Basket,
  currency: string,
): PromotionTerms | CodeRejection {
  const terms = matchPromotion(row, known, basket, currency);
  return typeof terms === "string" || isForDestination(terms, basket) ? terms : "NOT_APPLICABLE";
}

/** The promotion's terms in the currency if it is usable for the goods, or the rejection. */
function matchPromotion(
  row: PromotionRow,
  { uses }: Pick<KnownPromotions, "uses">,
  basket: Basket,
  currency: string,
): PromotionTerms | CodeRejection {
  const terms = termsIn(row, currency);
  if (!terms) return "NOT_APPLICABLE";
  if (isExhausted(row, uses.get(row.id) ?? 0)) return "LIMIT_REACHED";
  const verdict = checkEligibility(terms, basket);
  return verdict === "ELIGIBLE" ? terms : verdict;
}

/** Whether all uses are taken, or this customer with `ownUses` has reached the limit per customer. */
function isExhausted({ usesTotal, usesTaken, usesPerCustomer }: PromotionRow, ownUses: number): boolean {
  return (usesTotal !== null && usesTaken >= usesTotal) || (usesPerCustomer !== null && ownUses >= usesPerCustomer);
}

/** Whether a promotion has started and not ended at `now`. */
export function isInForce({ startsAt, endsAt }: Pick<PromotionRow, "startsAt" | "endsAt">, now: number): boolean {
  return startsAt <= now && (endsAt === null || endsAt > now);
}

/** Normalises a code, so that case and surrounding blanks have no effect. */
export function normaliseCode(code: string): string {
  return code.normalize("NFKC").trim().toUpperCase();
}

/** The basket of cart lines that go to a country with a shipping option. */
export function basketOf(lines: readonly CartLineRow[], shipping: ShippingChoice | null, country: string): Basket {
  return {
    goods: lines,
    isSent: parcelWeight(lines) !== null,
    shippingMinor: shipping?.priceMinor ?? null,
    shippingMethodId: shipping?.id ?? null,
    country,
  };
}

/** The terms in one currency; null if the promotion has minimum subtotals or maximum discounts, but none in this currency. */
export function termsIn(row: PromotionRow, currency: string): PromotionTerms | null {
  const { id, label, code, percentOff, freeShipping, combines } = row;
  const { collectionIds, variantIds, countries, shippingMethodIds } = row;
  const minorIn = (amounts: readonly Money[]) => amounts.find((money) => money.currency === currency)?.minor ?? null;
  const [minimumMinor, maximumMinor] = [minorIn(row.minimumSubtotals), minorIn(row.maximumDiscounts)];
  if (minimumMinor === null && row.minimumSubtotals.length > 0) return null;
  if (maximumMinor === null && row.maximumDiscounts.length > 0) return null;
  const off = { percentOff, amountOffMinor: minorIn(row.amountsOff), freeShipping, maximumMinor };
  const conditions = { collectionIds, variantIds, minimumMinor, countries, shippingMethodIds };
  return { id, label, code, ...off, combines, ...conditions };
}

function rejectionByTime(ofCode: readonly PromotionRow[], now: number): CodeRejection {
  if (ofCode.length === 0) return "UNKNOWN";
  return ofCode.some((promotion) => promotion.startsAt > now) ? "NOT_STARTED" : "ENDED";
}
