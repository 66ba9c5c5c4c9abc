/** Returns for tests: requested for a delivered order, read and closed by staff. */
import { z } from "zod";
import { change, type Member, present } from "./mutations.ts";
import { type Bought, buy, deliver, readOrder, requestReturn, staff } from "./order-changes.ts";
import { newKey } from "./purchase.ts";
import { ada, type Shop } from "./shop.ts";

/** A delivered order of `units` of one line, and an ordinary return of some of them. */
export async function requestedReturn(s: Shop, units: number, quantity = units, price = 1_000) {
  const bought = await buy(s, [{ quantity: units, prices: { EUR: price } }], { viewer: ada });
  await deliver(s, bought, units);
  const { orderReturn } = await requestReturn(s, bought, quantity);
  return { bought, returnId: present(orderReturn, "a return").id };
}

const shownReturns = z.array(
  z.looseObject({ id: z.string(), state: z.string(), parts: z.array(z.looseObject({ received: z.number() })) }),
);

/** The returns of an order, the oldest first, as staff sees them. */
export async function returnsOf(s: Shop, bought: Pick<Bought, "orderId">) {
  return shownReturns.parse((await readOrder(s, bought)).returns);
}

/** Closes a return as staff. */
export function closeReturn(
  s: Shop,
  returnId: string,
  outcome: string,
  more: Record<string, unknown> = {},
): Promise<Member> {
  return change(s, "returnClose", { returnId, outcome, idempotencyKey: newKey(), ...more }, staff);
}
