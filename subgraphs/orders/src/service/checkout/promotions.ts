/** The promotions of a checkout: chosen and frozen when it starts, their uses taken when its payment starts. */
import type { Reader, Tx } from "@hansa/kit/store";
import type { Rules } from "../../config.ts";
import type { PromotionUsedUpReason } from "../../generated/resolvers.ts";
import { findLinesByCarts } from "../../store/carts.ts";
import { findCheckout, reviseCheckout } from "../../store/checkouts.ts";
import {
  countUnpaidUses,
  countUsesOfCustomers,
  findHeldUses,
  releaseUses,
  takeUse,
} from "../../store/promotion-uses.ts";
import { findAutomaticPromotions, findPromotionsByCodes } from "../../store/promotions.ts";
import type { CartRow, CheckoutRow, PromotionTerms } from "../../store/tables.ts";
import type { Basket } from "../promotions/pricing.ts";
import { type Candidates, chooseCandidates } from "../promotions/terms.ts";
import { priceCheckout } from "./totals.ts";

/** By whom uses are counted: the account, else the e-mail address; null until a guest has given one. */
function customerKeyOf({ ownerId, email }: Pick<CheckoutRow, "ownerId" | "email">): string | null {
  return ownerId ?? email;
}

/**
 * The promotions that the cart could have at `now`. Limits per customer count for the account that is signed in. A guest's e-mail address is
 * not asked about before the payment: the answer would tell strangers what the address has used.
 */
export async function findCandidates(
  db: Reader,
  { code, currency, ownerId }: Pick<CartRow, "code" | "currency" | "ownerId">,
  basket: Basket,
  now: number,
): Promise<Candidates> {
  const automatic = await findAutomaticPromotions(db, now);
  const ofCode = code === null ? [] : await findPromotionsByCodes(db, [code]);
  const rows = ownerId === null ? [] : await countUsesOfCustomers(db, [ownerId]);
  const uses = new Map(rows.map((row) => [row.promotionId, row.uses]));
  return chooseCandidates(code, { automatic, ofCode, uses }, basket, currency, now);
}

/** Those of the frozen promotions that are at work. */
export function atWork({ promotions, discounts }: Pick<CheckoutRow, "promotions" | "discounts">): PromotionTerms[] {
  const ids = new Set(discounts.map((applied) => applied.promotionId));
  return promotions.filter((promotion) => ids.has(promotion.id));
}

/**
 * Takes the uses of all promotions at work that the checkout does not hold yet; undefined once it holds them all. Otherwise nothing is taken,
 * and the answer says why: `LIMIT_REACHED` also reprices an open checkout without the promotions that are used up.
 */
export async function takePromotionUses(
  tx: Tx,
  { unpaidUsesPerNetwork }: Pick<Rules, "unpaidUsesPerNetwork">,
  checkout: CheckoutRow,
  now: number,
): Promise<PromotionUsedUpReason | undefined> {
  const { id: checkoutId, network } = checkout;
  const customerKey = customerKeyOf(checkout);
  const held = new Set((await findHeldUses(tx, checkoutId)).map((use) => use.promotionId));
  const wanted = checkout.discounts.map((applied) => applied.promotionId).filter((id) => !held.has(id));
  const cap = network === null ? undefined : { network, most: unpaidUsesPerNetwork };
  const refused: string[] = [];
  for (const promotionId of wanted) {
    if (!(await takeUse(tx, { promotionId, checkoutId, customerKey }, cap))) refused.push(promotionId);
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

/** Reprices an open checkout without the promotions that are used up, and takes no use. Repeated, it changes nothing more. */
export async function dropUsedUpPromotions(tx: Tx, rules: Rules, checkoutId: string, now: number): Promise<void> {
  const checkout = await findCheckout(tx, checkoutId);
  if (checkout?.state !== "OPEN") return;
  if (!(await takePromotionUses(tx, rules, checkout, now))) await releaseUses(tx, checkoutId);
}

/** Prices an open checkout without these promotions, for good. */
async function dropPromotions(tx: Tx, checkout: CheckoutRow, dropped: ReadonlySet<string>, now: number): Promise<void> {
  const promotions = checkout.promotions.filter(({ id }) => !dropped.has(id));
  const lines = await findLinesByCarts(tx, [checkout.cartId]);
  const { totals, discounts } = await priceCheckout(tx, lines, checkout, promotions, now);
  await reviseCheckout(tx, checkout.id, { ...totals, promotions, discounts, pricedAt: now });
}
