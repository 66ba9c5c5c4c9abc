/** What a shop owner does with promotions, and what is known of their uses. */
import { userWith } from "@hansa/kit/testing";
import { change, present } from "./asks.ts";
import { cartWith, start } from "./buying.ts";
import type { Asker, Shop } from "./shop.ts";

export const marketing: Asker = { viewer: userWith("user_marketing", ["promotions:read", "promotions:write"]) };

/** Makes a promotion, or changes one, and gives its id; throws if it was refused. */
export async function promote(s: Shop, said: Record<string, unknown>): Promise<string> {
  const answer = await change(s, "promotionSave", { label: "Offer", ...said }, marketing);
  return present(answer.promotion, JSON.stringify(answer)).id;
}

/** Ten percent off everything for whoever knows the code. */
export function tenPercent(s: Shop, code: string, said: Record<string, unknown> = {}): Promise<string> {
  return promote(s, { label: "Ten percent", code, rateOff: "0.1", ...said });
}

/** Puts a code on a cart. */
export function apply(s: Shop, cartId: string, code: string, asker: Asker = {}) {
  return change(s, "cartCodeApply", { cartId, code }, asker);
}

/** Makes a cart of one thing with this code on it. */
async function cartWithCode(s: Shop, variantId: string, code: string, asker: Asker = {}): Promise<string> {
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }], asker);
  const applied = await apply(s, id, code, asker);
  if (applied.__typename !== "CartSaved") throw new Error(JSON.stringify(applied));
  return id;
}

/** The same, with its checkout. */
export async function checkoutWithCode(s: Shop, variantId: string, code: string, asker: Asker = {}) {
  const cartId = await cartWithCode(s, variantId, code, asker);
  return { cartId, checkoutId: present((await start(s, cartId, asker)).checkout).id };
}

/** How many uses are taken, as the owner sees it, and the states of all uses there ever were. */
export async function usesOf(s: Shop, id: string): Promise<{ taken: number; states: string[] }> {
  const answer = await s.query("query ($id: ID!) { promotion(id: $id) { usesTaken } }", { id }, marketing);
  const rows = s.rows(`SELECT state FROM promotion_uses WHERE promotion_id = '${id}' ORDER BY rowid`);
  const states = rows.map((row) => String(Object.values(row ?? {})[0]));
  const { usesTaken } = present(Object(answer.data?.promotion));
  return { taken: Number(usesTaken), states };
}
