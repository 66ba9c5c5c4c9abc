/** Claim of a guest's order by a signed-in customer who has its guest token, or whose verified address it was placed with. */

import { writeOnce } from "@hansa/kit/coordination";
import { requirePerson } from "@hansa/kit/identity";
import { isRefusal, notFound } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { OrderClaimInput } from "../../generated/resolvers.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { OrderRow } from "../../store/tables.ts";
import { createRequestKey, deriveGuestToken, isSameSecret, rejectErasedUser, reloadOrder } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isOffered, joinOrder } from "./guest-orders.ts";

const storedResponse = z.object({ orderId: z.string() });

/** Adds the order to the account. Claiming one's own changes nothing. A wrong token and another customer's order are the same as an unknown id. */
export async function claimOrder(
  context: Context,
  input: OrderClaimInput,
): Promise<MutationResult<"OrderClaimResult">> {
  const { id: userId } = requirePerson(context.viewer);
  const key = createRequestKey(context, "orderClaim", input.orderId, input);
  const done = await writeOnce(context, { name: "claim-order", key, shape: storedResponse }, async (tx) => {
    await rejectErasedUser(tx, userId);
    const [order] = await findOrdersByIds(tx, [input.orderId]);
    if (!order || !(await mayClaim(context, tx, order, input.guestToken)))
      return notFound("order", ["input", "orderId"]);
    if (order.customerId !== userId && !(await joinOrder(context, tx, order, userId)))
      return notFound("order", ["input", "orderId"]);
    return { orderId: order.id };
  });
  if (isRefusal(done)) return done;
  return { __typename: "OrderClaimed", order: await reloadOrder(context, done.orderId) };
}

/** Whether the token is that of the order; without one, whether the order is offered to the account, or in it. */
async function mayClaim(
  { viewer, guestSecret }: Context,
  tx: Tx,
  order: OrderRow,
  guestToken: string | null | undefined,
): Promise<boolean> {
  if (typeof guestToken === "string") return isSameSecret(guestToken, deriveGuestToken(guestSecret, order));
  const { id: userId } = requirePerson(viewer);
  return order.customerId === userId || isOffered(tx, order, userId);
}
