/** Responses of payment mutations, stored under their idempotency key for repeated requests. */
import { type EarlierRequest as Known, type RequestKey, storeResponse } from "@hansa/kit/coordination/idempotency-keys";
import { keyInProgress } from "@hansa/kit/runtime/refusals";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { mustFindPayment } from "../../store/payments/queries.ts";
import { findCall } from "../../store/provider-calls/queries.ts";
import type { PaymentRow } from "../../store/tables.ts";
import { isDecided } from "../payment/transitions.ts";
import { resumeCall } from "../provider-calls/calls.ts";
import { declined, providerUnavailable } from "./refusals.ts";

/** The call whose outcome determines the response; null if none was needed. */
const begun = z.object({ paymentId: z.string(), callKey: z.string().nullable() });
/** A stored response never changes, even when the payment does. */
const storedResponse = z.object({ paymentId: z.string(), answered: z.enum(["goesOn", "declined"]) });

/** The data stored under an idempotency key when work has started. */
export type StartedRequest = z.infer<typeof begun>;

/** The earlier request with the same idempotency key. */
export type Earlier = Exclude<Known, { outcome: "none" }>;

/** The payment after a start or a confirmation: it continues (`goesOn`), or a refusal. */
export type PaymentResponse =
  | { goesOn: PaymentRow }
  | {
      refused:
        | ReturnType<typeof declined | typeof providerUnavailable | typeof keyInProgress>
        | Extract<Earlier, { outcome: "refused" }>["refusal"];
    };

/** Responds to a repeated request: with the stored response or, without one, after repeating the call. */
export async function repeatResponse(context: Context, key: RequestKey, earlier: Earlier): Promise<PaymentResponse> {
  if (earlier.outcome === "refused") return { refused: earlier.refusal };
  if (earlier.outcome === "done") {
    const { paymentId, answered } = storedResponse.parse(earlier.answer);
    return toResponse(await context.store.read((db) => mustFindPayment(db, paymentId)), answered);
  }
  const before = begun.parse(earlier.begun);
  const tried = before.callKey === null ? "settled" : await resumeCall(context, before.callKey);
  const certain = await findResponse(context, key, before);
  if (certain) return certain;
  const isRunning = typeof tried === "object";
  return { refused: isRunning ? keyInProgress(tried.lockedUntil - context.store.now()) : providerUnavailable(retryMs) };
}

/** Responds to a request after its call was made. */
export async function respond(context: Context, key: RequestKey, begun: StartedRequest): Promise<PaymentResponse> {
  return (await findResponse(context, key, begun)) ?? { refused: providerUnavailable(retryMs) };
}

/** The certain response, even if a provider message brought it; undefined while unknown. The first response is stored for all repetitions. */
function findResponse(
  context: Context,
  key: RequestKey,
  { paymentId, callKey }: StartedRequest,
): Promise<PaymentResponse | undefined> {
  return context.store.write("keep-answer", async (tx) => {
    const payment = await mustFindPayment(tx, paymentId);
    const call = callKey === null ? undefined : await findCall(tx, callKey);
    if (call?.outcome === "open" && !isDecided(payment.state)) return undefined;
    const answered = payment.state === "FAILED" ? "declined" : "goesOn";
    const stands = await storeResponse(context, tx, key, { paymentId, answered });
    return toResponse(payment, storedResponse.parse(stands).answered);
  });
}

function toResponse(payment: PaymentRow, answered: z.infer<typeof storedResponse>["answered"]): PaymentResponse {
  return answered === "declined" ? { refused: declined(payment) } : { goesOn: payment };
}

/** Delay before a client repeats a request with an unknown outcome. */
const retryMs = 1_000;
