/** An order as it is after a mutation, when what was loaded of it before does not hold any more. */
import { forgetLoaded } from "@hansa/kit/loading";
import type { Context } from "../../context.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import type { OrderRow } from "../../store/tables.ts";

/** The order as it is now; whatever this request had loaded before is forgotten. */
export async function orderNow({ store, loaders }: Context, id: string): Promise<OrderRow> {
  forgetLoaded(loaders);
  const [order] = await store.read((db) => findOrdersByIds(db, [id]));
  if (!order) throw new Error("an order that was changed is gone");
  return order;
}
