/** Access to placed orders: the actor of a change, its buyer or staff with the required scope, and the order after it. */

import { keyOf, type RequestKey } from "@hansa/kit/coordination/idempotency-keys";
import { clearLoaders } from "@hansa/kit/graphql/loaders";
import { askerId, hasScope } from "@hansa/kit/identity/identity";
import type { Reader } from "@hansa/kit/store/store";
import type { Context } from "../../context.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { OrderEventRow, OrderRow, OrderSummary } from "../../store/tables.ts";
import { isBuyer, userIdOf } from "../access.ts";

/** The actor of a change, as the timeline stores it. */
export type Actor = Pick<OrderEventRow, "actor" | "actorId">;

/** The shop as the actor of automatic changes. */
export const shopActor: Actor = { actor: "SHOP", actorId: null };

type OrderReference = { orderId: string; guestToken?: string | null | undefined };

/** The order if the viewer bought it or has the staff scope; undefined otherwise, as for an unknown id. */
export async function findAccessibleOrder(
  context: Context,
  db: Reader,
  { orderId, guestToken }: OrderReference,
  staffScope: string,
): Promise<OrderRow | undefined> {
  const [order] = await findOrdersByIds(db, [orderId]);
  if (!order) return undefined;
  const isAllowed = hasScope(context.viewer, staffScope) || isBuyer(context, order, context.guestSecret, guestToken);
  return isAllowed ? order : undefined;
}

/** The viewer as an actor: the buyer acts as a customer, even with a staff role; every other viewer acts as staff. */
export function actorOf(context: Context, order: OrderSummary, guestToken?: string | null): Actor {
  const isOwn = isBuyer(context, order, context.guestSecret, guestToken);
  return { actor: isOwn ? "CUSTOMER" : "STAFF", actorId: askerId(context.viewer) ?? null };
}

/** The staff member or API client of the request; the schema has already required a scope. */
export function requireStaff(context: Context): { actor: "STAFF"; actorId: string } {
  const actorId = askerId(context.viewer);
  if (actorId === undefined) throw new Error("a staff operation was called by an anonymous viewer");
  return { actor: "STAFF", actorId };
}

/** The idempotency key of a mutation. Keys are separate for each customer; keys of guests belong to the subject of the mutation. */
export function createRequestKey(
  context: Context,
  operation: string,
  subjectId: string,
  input: { idempotencyKey: string },
): RequestKey {
  return keyOf(userIdOf(context) ?? subjectId, operation, input);
}

/** Clears the loaders of this request, which a mutation has invalidated, and reads the order again. */
export async function reloadOrder({ store, loaders }: Context, id: string): Promise<OrderRow> {
  clearLoaders(loaders);
  const [order] = await store.read((db) => findOrdersByIds(db, [id]));
  if (!order) throw new Error("a changed order does not exist");
  return order;
}
