/** Creation of fulfilments: parts of an order are allocated to the parcels that will contain them. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { FulfilmentCreateInput, InvalidTransitionCause } from "../../generated/resolvers.ts";
import { findFulfilment, insertFulfilment } from "../../store/fulfilment/fulfilments.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { FulfilmentRow, OrderRow } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import type { Part } from "../lifecycle/order-events.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isResendable, isShippable, loadActions } from "../order/next-actions.ts";
import {
  movePartCounters,
  type OrderPart,
  type PartsRequest,
  partProblems,
  resolveParts,
  selectParts,
} from "../order/parts.ts";
import { freeResendableUnits, freeUnits, unitsToPrepare } from "../order/progress.ts";
import { invalidTransition } from "../order/refusals.ts";
import { recordOrderEvent } from "../order/timeline.ts";

type Created = MutationResult<"FulfilmentCreateResult">;
const storedResponse = z.object({ fulfilmentId: z.string() });

/**
 * Sets parts aside that are neither cancelled nor in another fulfilment; with `resend` those that came back undelivered, to be sent once more.
 * Lines that need no parcel are rejected.
 */
export async function createFulfilment(context: Context, input: FulfilmentCreateInput): Promise<Created> {
  const { store } = context;
  const problems = partProblems(input.parts, "parts");
  if (problems.length > 0) return invalid(problems);
  const done = await writeOnce(
    context,
    {
      name: "create-fulfilment",
      key: createRequestKey(context, "fulfilmentCreate", input.orderId, input),
      shape: storedResponse,
    },
    async (tx) => {
      const wanted = { orderId: input.orderId, parts: input.parts, isResend: input.resend === true };
      const aside = await setPartsAside(context, tx, wanted);
      return isRefusal(aside) ? aside : { fulfilmentId: aside.fulfilment.id };
    },
  );
  if (isRefusal(done)) return done;
  const order = await reloadOrder(context, input.orderId);
  const fulfilment = await store.read((db) => findFulfilment(db, done.fulfilmentId));
  if (!fulfilment) throw new Error("a created fulfilment does not exist");
  return { __typename: "FulfilmentCreated", order, fulfilment };
}

type Sending = Pick<FulfilmentRow, "isResend">;

/** Without `parts`: all units that can be set aside. */
type Wanted = Sending & { orderId: string; parts: readonly Part[] | null };

/** Sets parts of an order aside in a transaction, or refuses them. */
export async function setPartsAside(context: Context, tx: Tx, { orderId, parts: named, isResend }: Wanted) {
  const { runtime } = context;
  const acting = requireStaff(context);
  const rule = isResend ? resendRule : firstSendingRule;
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (!order) return notFound("order", ["input", "orderId"]);
  const request = { order, field: "parts" } as const;
  const isSending = canShipNow(order, { isResend });
  const parts = isSending ? await partsToSetAside(tx, request, { parts: named, isResend }) : [];
  if (isRefusal(parts)) return parts;
  if (parts.length === 0)
    return invalidTransition(order, await loadActions(context, tx, order), explainShippingRefusal(order, { isResend }));
  const unsent = parts.filter(({ counters }) => !counters.isSent);
  if (unsent.length > 0) return invalid([problem("parts", "NOT_SENT", "Some of this goes without a parcel.")]);
  for (const part of parts) {
    const refused = await movePartCounters(tx, request, part, rule(part));
    if (refused) return refused;
  }
  const fulfilment: FulfilmentRow = {
    id: runtime.newId("ful"),
    orderId: order.id,
    state: "OPEN",
    isResend,
    isToPutBack: false,
    createdAt: runtime.now(),
  };
  await insertFulfilment(
    tx,
    fulfilment,
    parts.map(({ line, quantity }) => ({
      ...{ fulfilmentId: fulfilment.id, lineId: line.id },
      ...{ quantity, packed: 0, toPutBack: 0 },
    })),
  );
  const summary = isResend ? "Goods that came back are being prepared again." : "The goods are being prepared.";
  await recordOrderEvent(context, tx, order, { kind: "FULFILMENT_CREATED", summary, ...acting });
  await recordAudit(runtime, tx, context.viewer, {
    action: "fulfilment.created",
    subjectId: order.id,
    summary: `Allocated ${fulfilment.id} of ${order.id}.`,
  });
  return { order, fulfilment, parts };
}

/** The named parts, or all of the order that can be set aside. */
function partsToSetAside(tx: Tx, request: PartsRequest, { parts, isResend }: Pick<Wanted, "parts" | "isResend">) {
  if (parts) return resolveParts(tx, request, parts);
  return selectParts(tx, request.order, isResend ? freeResendableUnits : unitsToPrepare);
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
