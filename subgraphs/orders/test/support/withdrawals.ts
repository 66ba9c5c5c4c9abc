/** Withdrawals for tests: declared by the buyer or by a stranger, and read by staff. */
import { z } from "zod";
import { change, type Member } from "./mutations.ts";
import { type Bought, staff } from "./order-changes.ts";
import { newKey } from "./purchase.ts";
import type { Sender, Shop } from "./shop.ts";

/** The e-mail address of orders in tests. */
export const buyerEmail = "ada@example.com";

/** Declares a withdrawal with these values, as a stranger unless the sender is the buyer. */
export function declare(s: Shop, input: Record<string, unknown>, sender: Sender = {}): Promise<Member> {
  const entered = { email: buyerEmail, lastName: "Ada", idempotencyKey: newKey(), ...input };
  return change(s, "withdrawalDeclare", entered, sender);
}

/** Declares the withdrawal from an order as its buyer. */
export function withdraw(s: Shop, bought: Bought, more: Record<string, unknown> = {}): Promise<Member> {
  const { guestToken, sender } = bought;
  const own = guestToken === "" ? {} : { guestToken };
  return declare(s, { orderNumber: bought.number, ...own, ...more }, sender);
}

/** The units of the first line as parts. */
export function partsOf({ line }: Bought, quantity: number) {
  return { parts: [{ lineId: line.lineId, quantity }] };
}

const shown = z.object({
  withdrawals: z.object({ totalCount: z.number(), nodes: z.array(z.looseObject({ id: z.string() })) }),
});

/** The list of withdrawals, as staff sees it. */
export async function listWithdrawals(s: Shop, filter: Record<string, unknown> = {}, sender: Sender = staff) {
  const text = `query ($filter: WithdrawalFilter) { withdrawals(filter: $filter) { totalCount nodes {
    id reference state order { number } refundDueBy enteredOrderNumber enteredEmail enteredLastName contestNote
    parts { quantity cancelled returned }
  } } }`;
  const response = await s.query(text, { filter }, sender);
  if (response.errors) throw new Error(JSON.stringify(response.errors));
  return shown.parse(response.data).withdrawals;
}
