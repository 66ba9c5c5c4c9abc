/** The promotions of a checkout: chosen when it starts, frozen, and their uses held for as long as it lives. */
import type { Reader, Tx } from "@hansa/kit/store";
import { assignUse, countUsesOfCustomers, findHeldUses, releaseUses, takeUse } from "../../store/promotion-uses.ts";
import { findAutomaticPromotions, findPromotionsByCodes, findPromotionsByIds } from "../../store/promotions.ts";
import type { AppliedPromotion, CartRow, CheckoutRow, PromotionTerms } from "../../store/tables.ts";
import type { Basket } from "../promotions/pricing.ts";
import { type Candidates, chooseCandidates, isExhausted } from "../promotions/terms.ts";

/** By whom uses are counted: the account, else the e-mail address; null until a guest has given one. */
export function customerKeyOf({ ownerId, email }: Pick<CheckoutRow, "ownerId" | "email">): string | null {
  return ownerId ?? email;
}

type Cartlike = Pick<CartRow, "code" | "currency">;

/** What the cart could have at `now`. What the checkout `except` holds does not count against it. */
export async function findCandidates(
  db: Reader,
  { code, currency }: Cartlike,
  basket: Basket,
  customerKey: string | null,
  now: number,
  except = "",
): Promise<Candidates> {
  const automatic = await findAutomaticPromotions(db, now);
  const ofCode = code === null ? [] : await findPromotionsByCodes(db, [code]);
  const uses = await usesOf(db, customerKey, except);
  const held = await heldBy(db, except);
  const without = ofCode.map((row) => ({ ...row, usesTaken: row.usesTaken - (held.has(row.id) ? 1 : 0) }));
  return chooseCandidates(code, { automatic, ofCode: without, uses }, basket, currency, now);
}

/** Of the promotions that the checkout froze, those that this customer may still have, and those that were at work and are gone. */
export async function stillAllowed(
  db: Reader,
  { id, promotions, discounts }: CheckoutRow,
  customerKey: string | null,
): Promise<{ allowed: PromotionTerms[]; lost: PromotionTerms[] }> {
  const ids = promotions.map((promotion) => promotion.id);
  const rows = new Map((await findPromotionsByIds(db, ids)).map((row) => [row.id, row]));
  const uses = await usesOf(db, customerKey, id);
  const held = await heldBy(db, id);
  const isGone = (promotionId: string): boolean => {
    const row = rows.get(promotionId);
    if (!row) return true;
    const usesTotal = held.has(promotionId) ? null : row.usesTotal;
    return isExhausted({ ...row, usesTotal }, uses.get(promotionId) ?? 0);
  };
  const allowed = promotions.filter((promotion) => !isGone(promotion.id));
  const wereAtWork = new Set(discounts.map((applied) => applied.promotionId));
  const lost = promotions.filter((promotion) => wereAtWork.has(promotion.id) && isGone(promotion.id));
  return { allowed, lost };
}

/** Those of the frozen promotions that are at work. */
export function atWork({ promotions, discounts }: Pick<CheckoutRow, "promotions" | "discounts">): PromotionTerms[] {
  const ids = new Set(discounts.map((applied) => applied.promotionId));
  return promotions.filter((promotion) => ids.has(promotion.id));
}

/** Makes the checkout hold exactly the promotions at work, for this customer. They were asked for in the same transaction. */
export async function holdPromotions(
  tx: Tx,
  checkoutId: string,
  applied: readonly AppliedPromotion[],
  customerKey: string | null,
): Promise<void> {
  const wanted = new Set(applied.map((promotion) => promotion.promotionId));
  const held = await findHeldUses(tx, checkoutId);
  const unwanted = held.map((use) => use.promotionId).filter((id) => !wanted.has(id));
  if (unwanted.length > 0) await releaseUses(tx, checkoutId, unwanted);
  const keyOf = new Map(held.map((use) => [use.promotionId, use.customerKey]));
  for (const promotionId of wanted) {
    const use = { promotionId, checkoutId, customerKey };
    const isHeld = keyOf.has(promotionId);
    if (isHeld && keyOf.get(promotionId) === customerKey) continue;
    const isDone = isHeld ? await assignUse(tx, use) : await takeUse(tx, use);
    if (!isDone) throw new Error(`the promotion ${promotionId} was free in the transaction that takes it`);
  }
}

/** Makes the uses of a guest's checkout this customer's; false if the customer has had all that one customer may. */
export async function givePromotions(tx: Tx, checkoutId: string, customerKey: string): Promise<boolean> {
  for (const { promotionId } of await findHeldUses(tx, checkoutId)) {
    if (!(await assignUse(tx, { promotionId, checkoutId, customerKey }))) return false;
  }
  return true;
}

async function usesOf(db: Reader, customerKey: string | null, except: string): Promise<Map<string, number>> {
  if (customerKey === null) return new Map();
  const rows = await countUsesOfCustomers(db, [customerKey], except);
  return new Map(rows.map((row) => [row.promotionId, row.uses]));
}

async function heldBy(db: Reader, checkoutId: string): Promise<Set<string>> {
  return new Set((await findHeldUses(db, checkoutId)).map((use) => use.promotionId));
}
