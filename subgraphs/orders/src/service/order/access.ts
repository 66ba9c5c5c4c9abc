/** Who does something to an order after it was placed: its buyer, or a colleague whose role allows it. */

import { keyOf, type RequestKey } from "@hansa/kit/idempotency";
import { askerId, hasScope } from "@hansa/kit/identity";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import type { OrderEventRow, OrderRow } from "../../store/tables.ts";
import { isBuyer, userIdOf } from "../access.ts";

/** Who did it, as the timeline keeps it. */
export type Acting = Pick<OrderEventRow, "actor" | "actorId">;

/** The shop itself. */
export const theShop: Acting = { actor: "SHOP", actorId: null };

type Named = { orderId: string; guestToken?: string | null | undefined };

/** The order if whoever asks bought it, or may do this for every order; undefined, as if there were none, for others. */
export async function findOwnOrder(
  db: Reader,
  context: Context,
  { orderId, guestToken }: Named,
  staffScope: string,
): Promise<OrderRow | undefined> {
  const [order] = await findOrdersByIds(db, [orderId]);
  if (!order) return undefined;
  const isAllowed = hasScope(context.viewer, staffScope) || isBuyer(context, order, context.guestSecret, guestToken);
  return isAllowed ? order : undefined;
}

/** A colleague acts for the shop; whoever bought acts as a customer, also if they work here. */
export function actingOn(context: Context, order: OrderRow, guestToken?: string | null): Acting {
  const isOwn = isBuyer(context, order, context.guestSecret, guestToken);
  return { actor: isOwn ? "CUSTOMER" : "STAFF", actorId: askerId(context.viewer) ?? null };
}

/** The colleague or program that asks; behind a door that only opens with a scope. */
export function staffOf(context: Context): { actor: "STAFF"; actorId: string } {
  const actorId = askerId(context.viewer);
  if (actorId === undefined) throw new Error("only somebody signed in reaches this");
  return { actor: "STAFF", actorId };
}

/** The key of a mutation about one thing: keys of different people never meet, those of guests belong to what they are about. */
export function keyFor(
  context: Context,
  operation: string,
  subjectId: string,
  input: { idempotencyKey: string },
): RequestKey {
  return keyOf(userIdOf(context) ?? subjectId, operation, input);
}
