/** What a mutation answers in the end, and keeps for whoever sends its key again. */
import { type Earlier as Known, keepAnswer, type RequestKey } from "@hansa/kit/idempotency";
import { keyInProgress } from "@hansa/kit/refusals";
import { z } from "zod";
import type { Context } from "../context.ts";
import { findCall } from "../store/calls.ts";
import { mustFindPayment } from "../store/payments.ts";
import type { PaymentRow } from "../store/tables.ts";
import { resumeCall } from "./calls.ts";
import { isDecided } from "./lattice.ts";
import { declined, providerUnavailable } from "./refusing.ts";

/** The call whose outcome will be the answer; null if none was needed. */
const begun = z.object({ paymentId: z.string(), callKey: z.string().nullable() });
/** What was answered never changes, whatever becomes of the payment. */
const answer = z.object({ paymentId: z.string(), answered: z.enum(["goesOn", "declined"]) });

/** What stands under an idempotency key from the moment on in which something was begun. */
export type Begun = z.infer<typeof begun>;

/** What is known of a key that was sent before. */
export type Earlier = Exclude<Known, { outcome: "none" }>;

/** How a payment stands that was begun or confirmed: it `goesOn`, or a refusal. */
export type Conclusion =
  | { goesOn: PaymentRow }
  | {
      refused:
        | ReturnType<typeof declined | typeof providerUnavailable | typeof keyInProgress>
        | Extract<Earlier, { outcome: "refused" }>["refusal"];
    };

/** Answers a key that was sent before: as it was answered then or, if that was left open, after asking the provider once more. */
export async function concludeAgain(context: Context, key: RequestKey, earlier: Earlier): Promise<Conclusion> {
  if (earlier.outcome === "refused") return { refused: earlier.refusal };
  if (earlier.outcome === "done") {
    const { paymentId, answered } = answer.parse(earlier.answer);
    return conclusionOf(await context.store.read((db) => mustFindPayment(db, paymentId)), answered);
  }
  const before = begun.parse(earlier.begun);
  const tried = before.callKey === null ? "settled" : await resumeCall(context, before.callKey);
  const certain = await certainAnswer(context, key, before);
  if (certain) return certain;
  const isRunning = typeof tried === "object";
  return { refused: isRunning ? keyInProgress(tried.lockedUntil - context.store.now()) : providerUnavailable(retryMs) };
}

/** Says how the payment stands after its call was made. */
export async function conclude(context: Context, key: RequestKey, begun: Begun): Promise<Conclusion> {
  return (await certainAnswer(context, key, begun)) ?? { refused: providerUnavailable(retryMs) };
}

/** The answer, be it that the provider's message told it; undefined while it is unknown. Who is first to know keeps it for all. */
function certainAnswer(
  context: Context,
  key: RequestKey,
  { paymentId, callKey }: Begun,
): Promise<Conclusion | undefined> {
  return context.store.write("keep-answer", async (tx) => {
    const payment = await mustFindPayment(tx, paymentId);
    const call = callKey === null ? undefined : await findCall(tx, callKey);
    if (call?.outcome === "open" && !isDecided(payment.state)) return undefined;
    const answered = payment.state === "FAILED" ? "declined" : "goesOn";
    const stands = await keepAnswer(tx, context, key, { paymentId, answered });
    return conclusionOf(payment, answer.parse(stands).answered);
  });
}

function conclusionOf(payment: PaymentRow, answered: z.infer<typeof answer>["answered"]): Conclusion {
  return answered === "declined" ? { refused: declined(payment) } : { goesOn: payment };
}

/** When to repeat a request whose outcome is unknown. */
const retryMs = 1_000;
