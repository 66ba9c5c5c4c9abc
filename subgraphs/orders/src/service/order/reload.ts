/** Reload of an order after a mutation, which invalidates the loaders of the request. */
import { clearLoaders } from "@hansa/kit/graphql/loaders";
import type { Context } from "../../context.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { OrderRow } from "../../store/tables.ts";

/** Clears the loaders of this request and reads the order again. */
export async function reloadOrder({ store, loaders }: Context, id: string): Promise<OrderRow> {
  clearLoaders(loaders);
  const [order] = await store.read((db) => findOrdersByIds(db, [id]));
  if (!order) throw new Error("a changed order does not exist");
  return order;
}
