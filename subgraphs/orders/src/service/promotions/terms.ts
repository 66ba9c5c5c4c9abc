/** Which promotions a cart could have: in force, for what is in it, with uses left; and why its code is not among them. */
import type { CodeRejection } from "../../generated/resolvers.ts";
import type { CartLineRow, ChosenShipping, PromotionRow, PromotionTerms } from "../../store/tables.ts";
import { parcelWeight } from "../settings/shipping.ts";
import { type Basket, judge } from "./pricing.ts";

/** What is known of the promotions that may matter to one cart. */
export type Known = {
  /** Without a code, in force. */
  automatic: readonly PromotionRow[];
  /** All that have or had the cart's code. */
  ofCode: readonly PromotionRow[];
  /** How often this customer has used or holds each promotion, by its id. */
  uses: ReadonlyMap<string, number>;
};

/** `rejection` says why the code takes nothing off; null without a code, and if it may. `minimumMinor` belongs to `BELOW_MINIMUM`. */
export type Candidates = { terms: PromotionTerms[]; rejection: CodeRejection | null; minimumMinor: number | null };

/** The promotions that suit the basket, and what there is to say about its code. */
export function chooseCandidates(
  code: string | null,
  known: Known,
  basket: Basket,
  currency: string,
  now: number,
): Candidates {
  const automatic = known.automatic.flatMap((row) => {
    const found = suit(row, known, basket, currency);
    return typeof found === "string" ? [] : [found];
  });
  if (code === null) return { terms: automatic, rejection: null, minimumMinor: null };
  const row = known.ofCode.find((promotion) => isInForce(promotion, now));
  const own = row ? suit(row, known, basket, currency) : timelyRejection(known.ofCode, now);
  if (typeof own !== "string") return { terms: [...automatic, own], rejection: null, minimumMinor: null };
  const minimumMinor = row && own === "BELOW_MINIMUM" ? (termsIn(row, currency)?.minimumMinor ?? null) : null;
  return { terms: automatic, rejection: own, minimumMinor };
}

/** The promotion's terms in the currency if it suits the basket and may be used, or why not. */
function suit(
  row: PromotionRow,
  { uses }: Pick<Known, "uses">,
  basket: Basket,
  currency: string,
): PromotionTerms | CodeRejection {
  const terms = termsIn(row, currency);
  if (!terms) return "NOT_APPLICABLE";
  if (isExhausted(row, uses.get(row.id) ?? 0)) return "LIMIT_REACHED";
  const verdict = judge(terms, basket);
  return verdict === "ELIGIBLE" ? terms : verdict;
}

/** Whether all uses are taken, or all that this customer may have, who has had `ownUses`. */
function isExhausted({ usesTotal, usesTaken, usesPerCustomer }: PromotionRow, ownUses: number): boolean {
  return (usesTotal !== null && usesTaken >= usesTotal) || (usesPerCustomer !== null && ownUses >= usesPerCustomer);
}

export function isInForce({ startsAt, endsAt }: Pick<PromotionRow, "startsAt" | "endsAt">, now: number): boolean {
  return startsAt <= now && (endsAt === null || endsAt > now);
}

/** As text is typed, so that capitals and blanks around it do not matter. */
export function normaliseCode(code: string): string {
  return code.normalize("NFKC").trim().toUpperCase();
}

/** Cart lines as promotions see them. */
export function basketOf(lines: readonly CartLineRow[], shipping: ChosenShipping | null): Basket {
  return { goods: lines, isSent: parcelWeight(lines) !== null, shippingMinor: shipping?.priceMinor ?? null };
}

/** In one currency; null if the promotion asks for a minimum and names none in it. */
function termsIn(row: PromotionRow, currency: string): PromotionTerms | null {
  const { id, label, code, percentOff, freeShipping, combines, collectionIds, variantIds } = row;
  const minimum = row.minimumSubtotals.find((money) => money.currency === currency);
  if (!minimum && row.minimumSubtotals.length > 0) return null;
  const amountOffMinor = row.amountsOff.find((money) => money.currency === currency)?.minor ?? null;
  const off = { percentOff, amountOffMinor, freeShipping };
  return { id, label, code, ...off, combines, collectionIds, variantIds, minimumMinor: minimum?.minor ?? null };
}

function timelyRejection(ofCode: readonly PromotionRow[], now: number): CodeRejection {
  if (ofCode.length === 0) return "UNKNOWN";
  return ofCode.some((promotion) => promotion.startsAt > now) ? "NOT_STARTED" : "ENDED";
}
