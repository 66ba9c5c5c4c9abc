/** What payments is told about an order: enough to show it with the payment, and not a word of what was bought. */
import type { Deps } from "../../context.ts";
import type { OrderLink } from "../../peers/peers.ts";
import type { OrderRow } from "../../store/tables.ts";
import { guestToken, hashToken } from "../access.ts";

export function linkOf({ guestSecret }: Pick<Deps, "guestSecret">, { id, number, customerId }: OrderRow): OrderLink {
  return { orderId: id, number, guestTokenHash: hashToken(guestToken(guestSecret, id)), customerId };
}
