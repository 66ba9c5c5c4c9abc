/** Creation of fulfilments: parts of an order are allocated to the parcels that will contain them. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { FulfilmentCreateInput, InvalidTransitionCause } from "../../generated/resolvers.ts";
import { findFulfilment, insertFulfilment } from "../../store/fulfilment/fulfilments.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { FulfilmentRow, OrderRow } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isResendable, isShippable, loadActions } from "../order/next-actions.ts";
import { movePartCounters, type OrderPart, partProblems, resolveParts } from "../order/parts.ts";
import { freeResendableUnits, freeUnits } from "../order/progress.ts";
import { invalidTransition } from "../order/refusals.ts";
import { recordOrderEvent } from "../order/timeline.ts";

type Created = MutationResult<"FulfilmentCreateResult">;
const storedResponse = z.object({ fulfilmentId: z.string() });

/**
 * Sets parts aside that are neither cancelled nor in another fulfilment; with `resend` those that came back undelivered, to be sent once more.
 * Lines that need no parcel are rejected.
 */
export async function createFulfilment(context: Context, input: FulfilmentCreateInput): Promise<Created> {
  const { store, runtime } = context;
  const problems = partProblems(input.parts, "parts");
  if (problems.length > 0) return invalid(problems);
  const acting = requireStaff(context);
  const isResend = input.resend === true;
  const rule = isResend ? resendRule : firstSendingRule;
  const done = await writeOnce(
    context,
    {
      name: "create-fulfilment",
      key: createRequestKey(context, "fulfilmentCreate", input.orderId, input),
      shape: storedResponse,
    },
    async (tx) => {
      const [order] = await findOrdersByIds(tx, [input.orderId]);
      if (!order) return notFound("order", ["input", "orderId"]);
      if (!canShipNow(order, { isResend }))
        return invalidTransition(
          order,
          await loadActions(context, tx, order),
          explainShippingRefusal(order, { isResend }),
        );
      const request = { order, field: "parts" } as const;
      const parts = await resolveParts(tx, request, input.parts);
      if (isRefusal(parts)) return parts;
      const unsent = parts.filter(({ counters }) => !counters.isSent);
      if (unsent.length > 0) return invalid([problem("parts", "NOT_SENT", "Some of this goes without a parcel.")]);
      const fulfilmentId = runtime.newId("ful");
      for (const part of parts) {
        const refused = await movePartCounters(tx, request, part, rule(part));
        if (refused) return refused;
      }
      await insertFulfilment(
        tx,
        { id: fulfilmentId, orderId: order.id, state: "OPEN", isResend, isToPutBack: false, createdAt: runtime.now() },
        parts.map(({ line, quantity }) => ({ fulfilmentId, lineId: line.id, quantity, packed: 0, toPutBack: 0 })),
      );
      const summary = isResend ? "Goods that came back are being prepared again." : "The goods are being prepared.";
      await recordOrderEvent(context, tx, order, { kind: "FULFILMENT_CREATED", summary, ...acting });
      await recordAudit(runtime, tx, context.viewer, {
        action: "fulfilment.created",
        subjectId: order.id,
        summary: `Allocated ${fulfilmentId} of ${order.id}.`,
      });
      return { fulfilmentId };
    },
  );
  if (isRefusal(done)) return done;
  const order = await reloadOrder(context, input.orderId);
  const fulfilment = await store.read((db) => findFulfilment(db, done.fulfilmentId));
  if (!fulfilment) throw new Error("a created fulfilment does not exist");
  return { __typename: "FulfilmentCreated", order, fulfilment };
}

/** The units of a part that can be set aside. */
function firstSendingRule({ counters, quantity }: OrderPart) {
  return { move: { allocated: quantity }, maximum: freeUnits(counters), cause: "ALREADY_SET_ASIDE" } as const;
}

/** The units of a part that can be set aside to be sent once more. */
function resendRule({ counters, quantity }: OrderPart) {
  const maximum = freeResendableUnits(counters);
  return { move: { resendAllocated: quantity }, maximum, cause: "NOT_RESENDABLE" } as const;
}

type Sending = Pick<FulfilmentRow, "isResend">;

/** The reason why nothing can be sent now: the order's state, a review hold, or no unpacked units. */
export function explainShippingRefusal(order: OrderRow, sending: Sending): InvalidTransitionCause {
  if (!isSendable(order, sending)) return "ORDER_STATE";
  return order.holdReason === null ? "NOTHING_LEFT" : "ON_HOLD";
}

/** Whether parts of the order can be sent now: its state allows it, and it is not on hold. */
export function canShipNow(order: OrderRow, sending: Sending): boolean {
  return isSendable(order, sending) && order.holdReason === null;
}

function isSendable(order: OrderRow, { isResend }: Sending): boolean {
  return isResend ? isResendable(order) : isShippable(order);
}
