/** Refusal of an erasure while the person has unsent orders. */
import { refusal } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import { findUnsentOrders } from "../../peers/peers.ts";

/** Returns the refusal with the order numbers; undefined without unsent orders. With `cancel`, orders first cancels those that it can. */
export async function refuseUnsentOrders(
  { peers }: Pick<Context, "peers">,
  person: { userId: string | null; email: string | null },
  cancel: boolean,
) {
  const orderNumbers = await findUnsentOrders(peers, { ...person, cancel });
  if (orderNumbers.length === 0) return undefined;
  const orders = `${orderNumbers.length === 1 ? "order" : "orders"} ${orderNumbers.join(", ")}`;
  const message = `Nothing was erased: the ${orders} still ${orderNumbers.length === 1 ? "has" : "have"} to be sent. Wait, or cancel first.`;
  return { ...refusal("UnsentOrdersError", "UNSENT_ORDERS", message), orderNumbers };
}
