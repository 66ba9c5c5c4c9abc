/** Promotions for tests: creates them, applies codes and reads their uses. */
import { userWith } from "@hansa/kit/testing/subgraph-client";
import { change, present } from "../mutations.ts";
import { cartWith, start } from "../purchase.ts";
import type { Asker, Shop } from "../shop.ts";

export const marketing: Asker = { viewer: userWith("user_marketing", ["promotions:read", "promotions:write"]) };

/** Creates or changes a promotion and returns its id; throws if it was refused. */
export async function promote(s: Shop, said: Record<string, unknown>): Promise<string> {
  const answer = await change(s, "promotionSave", { label: "Offer", ...said }, marketing);
  return present(answer.promotion, JSON.stringify(answer)).id;
}

/** Creates a promotion of ten percent on everything, with a code. */
export function tenPercent(s: Shop, code: string, said: Record<string, unknown> = {}): Promise<string> {
  return promote(s, { label: "Ten percent", code, rateOff: "0.1", ...said });
}

/** Applies a code to a cart. */
export function apply(s: Shop, cartId: string, code: string, asker: Asker = {}) {
  return change(s, "cartCodeApply", { cartId, code }, asker);
}

/** Creates a cart with one unit and this code. */
async function cartWithCode(s: Shop, variantId: string, code: string, asker: Asker = {}): Promise<string> {
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }], asker);
  const applied = await apply(s, id, code, asker);
  if (applied.__typename !== "CartSaved") throw new Error(JSON.stringify(applied));
  return id;
}

/** Creates such a cart and its checkout. */
export async function checkoutWithCode(s: Shop, variantId: string, code: string, asker: Asker = {}) {
  const cartId = await cartWithCode(s, variantId, code, asker);
  return { cartId, checkoutId: present((await start(s, cartId, asker)).checkout).id };
}

/** The number of uses taken, as visible to the owner, and the states of all uses. */
export async function usesOf(s: Shop, id: string): Promise<{ taken: number; states: string[] }> {
  const answer = await s.query("query ($id: ID!) { promotion(id: $id) { usesTaken } }", { id }, marketing);
  const rows = s.rows(`SELECT state FROM promotion_uses WHERE promotion_id = '${id}' ORDER BY rowid`);
  const states = rows.map((row) => String(Object.values(row ?? {})[0]));
  const { usesTaken } = present(Object(answer.data?.promotion));
  return { taken: Number(usesTaken), states };
}
