/** Promotions of a checkout: selected and frozen at its start, their uses taken when its payment starts. */
import type { Reader, Tx } from "@hansa/kit/store";
import type { PromotionUsedUpReason } from "../../generated/resolvers.ts";
import { findCustomer } from "../../store/accounts/account-emails.ts";
import { findLinesByCarts } from "../../store/cart/carts.ts";
import { findCheckout, findLastAddresses, reviseCheckout } from "../../store/checkout/checkouts.ts";
import { findAutomaticPromotions, findPromotionsByCodes } from "../../store/promotions/promotions.ts";
import { countUnpaidUses, countUsesOf, findReservedUses, releaseUses, takeUse } from "../../store/promotions/uses.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CartRow, CheckoutRow, PromotionTerms } from "../../store/tables.ts";
import { findAccountOf } from "../accounts/guest-orders.ts";
import { reservationLimitsOf } from "../settings/limits.ts";
import { priceCheckout } from "./checkout-pricing.ts";
import type { Basket } from "./discounts.ts";
import { type Candidates, chooseCandidates, needsUses } from "./promotion-selection.ts";
import { destinationOf } from "./tax-laws.ts";
import { frozenTermsOf } from "./terms.ts";

/**
 * The eligible promotions of the cart at `now`. Limits per customer apply to the signed-in account. A guest's e-mail address is
 * not checked before the payment: the result would disclose to strangers the codes that the address has used.
 */
export async function findCandidates(
  db: Reader,
  cart: Pick<CartRow, "code" | "currency" | "ownerId">,
  basket: Basket,
  now: number,
): Promise<Candidates> {
  const { code, ownerId } = cart;
  const automatic = await findAutomaticPromotions(db, now);
  const ofCode = code === null ? [] : await findPromotionsByCodes(db, [code]);
  const isLimited = ownerId !== null && needsUses({ automatic, ofCode });
  const uses = isLimited ? await countUsesOf(db, await findCustomer(db, ownerId)) : new Map<string, number>();
  return chooseCandidates(cart, { automatic, ofCode, uses }, basket, now);
}

/** The country to which the goods of a cart go, according to its latest checkout with an address; the shop's until it has one. */
export async function findDestination(db: Reader, cartId: string, shopCountry: string): Promise<string> {
  const addresses = await findLastAddresses(db, cartId);
  return addresses ? destinationOf(addresses, shopCountry) : shopCountry;
}

/** The frozen promotions that are applied. */
export function appliedTermsOf({
  promotions,
  discounts,
}: Pick<CheckoutRow, "promotions" | "discounts">): PromotionTerms[] {
  const ids = new Set(discounts.map((applied) => applied.promotionId));
  return promotions.filter((promotion) => ids.has(promotion.id));
}

/**
 * Takes the missing uses of all applied promotions; undefined once the checkout has them all. Otherwise no use is taken,
 * and the reason is returned: `LIMIT_REACHED` also reprices an open checkout without the used-up promotions.
 */
export async function takePromotionUses(
  tx: Tx,
  checkout: CheckoutRow,
  now: number,
): Promise<PromotionUsedUpReason | undefined> {
  const { id: checkoutId, email, network } = checkout;
  const held = new Set((await findReservedUses(tx, checkoutId)).map((use) => use.promotionId));
  const requestedIds = checkout.discounts.map((applied) => applied.promotionId).filter((id) => !held.has(id));
  if (requestedIds.length === 0) return undefined;
  const { userId, emails } = await findCustomer(tx, await findAccountOf(tx, checkout));
  const isCounted = network !== null;
  const cap = isCounted ? { network, most: reservationLimitsOf(await findSettings(tx)).promotionUses } : undefined;
  const refused: string[] = [];
  for (const promotionId of requestedIds) {
    if (!(await takeUse(tx, { promotionId, checkoutId, userId, email }, emails, cap))) refused.push(promotionId);
  }
  if (refused.length === 0) return undefined;
  await releaseUses(tx, checkoutId);
  if (cap) {
    const unpaid = await Promise.all(refused.map((promotionId) => countUnpaidUses(tx, promotionId, cap.network)));
    if (unpaid.every((uses) => uses >= cap.most)) return "TOO_MANY_UNPAID";
  }
  if (checkout.state === "OPEN") await dropPromotions(tx, checkout, new Set(refused), now);
  return "LIMIT_REACHED";
}

/** Reprices an open checkout without the used-up promotions and takes no use. A repetition has no further effect. */
export async function dropUsedUpPromotions(tx: Tx, checkoutId: string, now: number): Promise<void> {
  const checkout = await findCheckout(tx, checkoutId);
  if (checkout?.state !== "OPEN") return;
  if (!(await takePromotionUses(tx, checkout, now))) await releaseUses(tx, checkoutId);
}

/** Reprices an open checkout and permanently removes these promotions. */
async function dropPromotions(tx: Tx, checkout: CheckoutRow, dropped: ReadonlySet<string>, now: number): Promise<void> {
  const promotions = checkout.promotions.filter(({ id }) => !dropped.has(id));
  const lines = await findLinesByCarts(tx, [checkout.cartId]);
  const { totals, discounts } = await priceCheckout(tx, lines, checkout, {
    promotions,
    at: now,
    terms: await frozenTermsOf(tx, checkout),
  });
  await reviseCheckout(tx, checkout.id, { ...totals, promotions, discounts, pricedAt: now });
}
