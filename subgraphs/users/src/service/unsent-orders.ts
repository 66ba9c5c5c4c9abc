/** Refusing to erase a person whose orders still have to be sent. */
import { refusal } from "@hansa/kit/refusals";
import type { Context } from "../context.ts";
import { findUnsentOrders } from "../peers/peers.ts";

/** The refusal, with the orders; undefined if there are none. With `cancel`, what can be cancelled is cancelled first. */
export async function refuseUnsent(
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
