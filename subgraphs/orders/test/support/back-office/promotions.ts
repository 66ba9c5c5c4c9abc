/** Promotions for tests: creates them, applies codes and reads their uses. */
import { userWith } from "@hansa/kit/testing";
import { change, present } from "../mutations.ts";
import { cartWith, start } from "../purchase.ts";
import type { Sender, Shop } from "../shop.ts";

export const marketing: Sender = { viewer: userWith("user_marketing", ["promotions:read", "promotions:write"]) };

/** Creates or changes a promotion and returns its id; throws if it was refused. */
export async function promote(s: Shop, terms: Record<string, unknown>): Promise<string> {
  const response = await change(s, "promotionSave", { label: "Offer", ...terms }, marketing);
  return present(response.promotion, JSON.stringify(response)).id;
}

/** Creates a promotion of ten percent on everything, with a code. */
export function tenPercent(s: Shop, code: string, terms: Record<string, unknown> = {}): Promise<string> {
  return promote(s, { label: "Ten percent", code, rateOff: "0.1", ...terms });
}

/** Applies a code to a cart. */
export function apply(s: Shop, cartId: string, code: string, sender: Sender = {}) {
  return change(s, "cartCodeApply", { cartId, code }, sender);
}

/** Creates a cart with one unit and this code. */
async function cartWithCode(s: Shop, variantId: string, code: string, sender: Sender = {}): Promise<string> {
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }], sender);
  const applied = await apply(s, id, code, sender);
  if (applied.__typename !== "CartSaved") throw new Error(JSON.stringify(applied));
  return id;
}

/** Creates such a cart and its checkout. */
export async function checkoutWithCode(s: Shop, variantId: string, code: string, sender: Sender = {}) {
  const cartId = await cartWithCode(s, variantId, code, sender);
  return { cartId, checkoutId: present((await start(s, cartId, sender)).checkout).id };
}

/** The number of uses taken, as visible to the owner, and the states of all uses. */
export async function usesOf(s: Shop, id: string): Promise<{ taken: number; states: string[] }> {
  const response = await s.query("query ($id: ID!) { promotion(id: $id) { usesTaken } }", { id }, marketing);
  const rows = await s.rows(`SELECT state FROM promotion_uses WHERE promotion_id = '${id}' ORDER BY checkout_id`);
  const states = rows.map((row) => String(Object.values(row ?? {})[0]));
  const { usesTaken } = present(Object(response.data?.promotion));
  return { taken: Number(usesTaken), states };
}
