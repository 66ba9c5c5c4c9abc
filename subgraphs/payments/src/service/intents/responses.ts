/** Responses of payment mutations, stored under their idempotency key for repeated requests. */
import { type Earlier, type RequestKey, storeResponse } from "@hansa/kit/coordination";
import { keyInProgress } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { mustFindPayment } from "../../store/payments/queries.ts";
import { findCall } from "../../store/provider-calls/queries.ts";
import type { CallRow, PaymentRow } from "../../store/tables.ts";
import { isDecided } from "../payment/transitions.ts";
import { makeCall, resumeCall } from "../provider-calls/calls.ts";
import { declined, providerUnavailable } from "./refusals.ts";

/** The call whose outcome determines the response; null if none was needed. */
const startedRequest = z.object({ paymentId: z.string(), callKey: z.string().nullable() });
/** A stored response never changes, even when the payment does. */
const storedResponse = z.object({ paymentId: z.string(), answered: z.enum(["goesOn", "declined"]) });

/** The data stored under an idempotency key when work has started. */
export type StartedRequest = z.infer<typeof startedRequest>;

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
    const { paymentId, answered } = storedResponse.parse(earlier.response);
    return toResponse(await context.store.read((db) => mustFindPayment(db, paymentId)), answered);
  }
  const before = startedRequest.parse(earlier.started);
  const tried = before.callKey === null ? "settled" : await resumeCall(context, before.callKey);
  const certain = await findResponse(context, key, before);
  if (certain) return certain;
  const isRunning = typeof tried === "object";
  return { refused: isRunning ? keyInProgress(tried.lockedUntil - context.store.now()) : providerUnavailable(retryMs) };
}

/** Makes the call of a request, if it needs one, and responds. The response is stored in the transaction that settles the call. */
export async function callAndRespond(
  context: Context,
  key: RequestKey,
  { call, started }: { call: CallRow | null; started: StartedRequest },
): Promise<PaymentResponse> {
  const kept: { response?: PaymentResponse | undefined } = {};
  const keep = async (tx: Tx) => {
    kept.response = await storeCertain(context, tx, key, started);
  };
  if (call) await makeCall(context, call, keep);
  return kept.response ?? (await findResponse(context, key, started)) ?? { refused: providerUnavailable(retryMs) };
}

/** The certain response, even if a provider message brought it; undefined while unknown. */
function findResponse(
  context: Context,
  key: RequestKey,
  started: StartedRequest,
): Promise<PaymentResponse | undefined> {
  return context.store.write("keep-answer", (tx) => storeCertain(context, tx, key, started));
}

/** Stores the response for all repetitions, and returns the one that was stored first; undefined while unknown. */
async function storeCertain(
  context: Context,
  tx: Tx,
  key: RequestKey,
  { paymentId, callKey }: StartedRequest,
): Promise<PaymentResponse | undefined> {
  const payment = await mustFindPayment(tx, paymentId);
  const call = callKey === null ? undefined : await findCall(tx, callKey);
  if (call?.outcome === "open" && !isDecided(payment.state)) return undefined;
  const answered = payment.state === "FAILED" ? "declined" : "goesOn";
  const stands = await storeResponse(context, tx, key, { paymentId, answered });
  return toResponse(payment, storedResponse.parse(stands).answered);
}

function toResponse(payment: PaymentRow, answered: z.infer<typeof storedResponse>["answered"]): PaymentResponse {
  return answered === "declined" ? { refused: declined(payment) } : { goesOn: payment };
}

/** Delay before a client repeats a request with an unknown outcome. */
const retryMs = 1_000;
