/** Order reference for payments: the data shown with the payment, without the purchased goods. */
import type { Deps } from "../../context.ts";
import type { OrderLink } from "../../peers/peers.ts";
import type { OrderRow } from "../../store/tables.ts";
import { deriveGuestToken, hashToken } from "../access.ts";

/** The link of an order for payments. It has the hash of the guest token, never the token. */
export function createOrderLink(
  { guestSecret }: Pick<Deps, "guestSecret">,
  { id, number, customerId }: OrderRow,
): OrderLink {
  return { orderId: id, number, guestTokenHash: hashToken(deriveGuestToken(guestSecret, id)), customerId };
}
