/** Return requests by buyers, and their approval or rejection by staff. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ReturnRequestInput, ReturnResolveInput } from "../../generated/resolvers.ts";
import { findLastArrivals } from "../../store/fulfilment/fulfilments.ts";
import { changeCounters } from "../../store/order/line-counters.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { changeReturn, findReturn, findReturnParts, insertReturn } from "../../store/returns/returns.ts";
import { findSettings } from "../../store/settings/settings.ts";
import { actorOf, createRequestKey, findAccessibleOrder, reloadOrder, requireStaff } from "../access.ts";
import { queueOrderMail } from "../email/order-mails.ts";
import type { MutationResult } from "../mutation-results.ts";
import { movePartCounters, partProblems, resolveParts } from "../order/parts.ts";
import { returnableUnits, returnPeriodEnd } from "../order/progress.ts";
import { invalidReturnTransition, returnPeriodOver } from "../order/refusals.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { nextStates } from "./transitions.ts";

type Requested = MutationResult<"ReturnRequestResult">;
type Resolved = MutationResult<"ReturnResolveResult">;
const storedResponse = z.object({ returnId: z.string() });
const maxTextLength = 500;

/** Requests the return of delivered parts that are in no other return, within the return period. */
export async function requestReturn(context: Context, input: ReturnRequestInput): Promise<Requested> {
  const { store, runtime } = context;
  const problems = [...partProblems(input.parts, "parts"), ...textProblems("reason", input.reason)];
  if (problems.length > 0) return invalid(problems);
  const seen = await store.read((db) => findAccessibleOrder(context, db, input, "orders:write"));
  if (!seen) return notFound("order", ["input", "orderId"]);
  const { guestToken, ...keyInput } = input;
  const done = await writeOnce(
    context,
    {
      name: "request-return",
      key: createRequestKey(context, "returnRequest", input.orderId, keyInput),
      shape: storedResponse,
    },
    async (tx) => {
      const order = await findAccessibleOrder(context, tx, input, "orders:write");
      if (!order) return notFound("order", ["input", "orderId"]);
      const request = { order, field: "parts" } as const;
      const parts = await resolveParts(tx, request, input.parts);
      if (isRefusal(parts)) return parts;
      const acting = actorOf(context, order, guestToken);
      const arrivals = await findLastArrivals(tx, [order.id]);
      const settings = await findSettings(tx);
      for (const part of parts) {
        const { counters, quantity } = part;
        // Staff requests rejected units again first, so that they are no longer counted as rejected.
        const rejected = acting.actor === "STAFF" ? Math.min(quantity, counters.returnRejected) : 0;
        const maximum = returnableUnits(counters, acting.actor);
        const cause = maximum < returnableUnits(counters, "STAFF") ? "RETURN_REJECTED" : "NOT_RETURNABLE";
        const move = { returnRequested: quantity, returnRejected: -rejected };
        const refused = await movePartCounters(tx, request, part, { move, maximum, cause });
        if (refused) return refused;
        const end = returnPeriodEnd(settings, part.line.id, arrivals);
        if (end === undefined || runtime.now() > end) return returnPeriodOver(part.line, order, end ?? runtime.now());
      }
      const returnId = runtime.newId("ret");
      await insertReturn(
        tx,
        {
          id: returnId,
          orderId: order.id,
          state: "REQUESTED",
          reason: input.reason?.trim() || null,
          note: null,
          requestedAt: runtime.now(),
          resolvedAt: null,
          receivedAt: null,
          withdrawalId: null,
          outcome: null,
          closedAt: null,
        },
        parts.map(({ line, quantity }) => ({
          returnId,
          lineId: line.id,
          quantity,
          released: 0,
          replaced: 0,
          received: 0,
          restocked: 0,
          unjudged: 0,
        })),
      );
      const summary = "Goods are to be sent back.";
      await recordOrderEvent(context, tx, order, { kind: "RETURN_REQUESTED", summary, ...acting });
      return { returnId };
    },
  );
  if (isRefusal(done)) return done;
  const orderReturn = await store.read((db) => findReturn(db, done.returnId));
  if (!orderReturn) throw new Error("a created return does not exist");
  return { __typename: "ReturnRequested", orderReturn, order: await reloadOrder(context, orderReturn.orderId) };
}

/** Approves or rejects a return. A repetition of the decision has no effect; the return of rejected parts can be requested again by staff. */
export async function resolveReturn(context: Context, input: ReturnResolveInput): Promise<Resolved> {
  const { store, runtime, viewer } = context;
  const problems = textProblems("note", input.note);
  if (problems.length > 0) return invalid(problems);
  const acting = requireStaff(context);
  const isApproved = input.decision === "APPROVE";
  const state = isApproved ? "APPROVED" : "REJECTED";
  const response = await store.write("resolve-return", async (tx): Promise<Resolved> => {
    const seen = await findReturn(tx, input.returnId);
    const [order] = seen ? await findOrdersByIds(tx, [seen.orderId]) : [];
    if (!seen || !order) return notFound("return", ["input", "returnId"]);
    if (seen.state === state) return { __typename: "ReturnResolved", orderReturn: seen, order };
    const note = input.note?.trim() || null;
    const moved = await changeReturn(tx, seen.id, "REQUESTED", { state, note, resolvedAt: runtime.now() });
    if (!moved) return invalidReturnTransition(seen, nextStates(seen.state));
    if (!isApproved) {
      for (const { lineId, quantity } of await findReturnParts(tx, [seen.id]))
        if (!(await changeCounters(tx, lineId, { returnRequested: -quantity, returnRejected: quantity })))
          throw new Error(`the return ${seen.id} does not match the counters of ${lineId}`);
    }
    const event = isApproved
      ? ({ kind: "RETURN_APPROVED", summary: "The goods may be sent back." } as const)
      : ({ kind: "RETURN_REJECTED", summary: "The return was rejected." } as const);
    await recordOrderEvent(context, tx, order, { ...event, ...acting });
    await queueOrderMail(runtime, tx, { orderId: order.id, kind: event.kind, subjectId: seen.id });
    const action = isApproved ? "return.approved" : "return.rejected";
    await recordAudit(runtime, tx, viewer, {
      action,
      subjectId: seen.id,
      summary: `Decided on ${seen.id} of ${order.id}.`,
    });
    return { __typename: "ReturnResolved", orderReturn: moved, order };
  });
  if (response.__typename !== "ReturnResolved") return response;
  return { ...response, order: await reloadOrder(context, response.orderReturn.orderId) };
}

/** The problem of a text that is too long. */
export function textProblems(field: string, text: string | null | undefined): InputProblem[] {
  if ((text ?? "").trim().length <= maxTextLength) return [];
  return [problem(field, "LENGTH", `Write at most ${maxTextLength} characters.`)];
}
