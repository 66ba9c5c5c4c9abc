/** What a mutation answers in the end, and keeps for whoever sends its key again. */
import { type Earlier, findEarlier, keepAnswer, type RequestKey } from "@hansa/kit/idempotency";
import { keyInProgress, keyReused } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../context.ts";
import { findCall } from "../store/calls.ts";
import { mustFindPayment } from "../store/payments.ts";
import type { PaymentRow } from "../store/tables.ts";
import { resumeCall } from "./calls.ts";
import { isDecided } from "./lattice.ts";
import { declined, providerUnavailable } from "./refusing.ts";

const kept = z.object({
  paymentId: z.string(),
  /** The call whose outcome is the answer; null if none was needed. */
  callKey: z.string().nullable(),
  /** What was answered; null until that is certain. It never changes afterwards. */
  answered: z.enum(["goesOn", "declined"]).nullable(),
});

/** What stands under an idempotency key from the moment on in which something was begun. */
export type Kept = z.infer<typeof kept>;

/** Keeps it, in the transaction that makes it true. */
export function keep(tx: Tx, key: RequestKey, now: number, answer: Kept): Promise<void> {
  return keepAnswer(tx, key, now, answer);
}

/** How a payment stands that was begun or confirmed: it `goesOn`, or a refusal. */
export type Conclusion =
  | { goesOn: PaymentRow }
  | { refused: ReturnType<typeof declined | typeof providerUnavailable | typeof keyReused | typeof keyInProgress> };

/** Answers a key that was sent before: as it was answered then or, if that was left open, after asking the provider once more. */
export async function concludeAgain(
  context: Context,
  key: RequestKey,
  earlier: Exclude<Earlier, { outcome: "none" }>,
): Promise<Conclusion> {
  if (earlier.outcome === "reused") return { refused: keyReused() };
  if (earlier.outcome === "inProgress") return { refused: keyInProgress(earlier.retryAfterMs) };
  const before = kept.parse(earlier.answer);
  const { answered, callKey } = before;
  context.notes.replayed = answered !== null;
  const tried = answered === null && callKey !== null ? await resumeCall(context, callKey) : "settled";
  const answer = await certainAnswer(context, key, before);
  if (answer) return answer;
  const isRunning = typeof tried === "object";
  return { refused: isRunning ? keyInProgress(tried.lockedUntil - context.store.now()) : providerUnavailable(retryMs) };
}

/** Says how the payment stands after its call was made. */
export async function conclude(context: Context, key: RequestKey, begun: Kept): Promise<Conclusion> {
  return (await certainAnswer(context, key, begun)) ?? { refused: providerUnavailable(retryMs) };
}

/** The answer, be it that the provider's message told it; undefined while it is unknown. Who is first to know keeps it for all. */
function certainAnswer({ store, world }: Context, key: RequestKey, begun: Kept): Promise<Conclusion | undefined> {
  const { paymentId, callKey } = begun;
  return store.write("keep-answer", async (tx) => {
    const payment = await mustFindPayment(tx, paymentId);
    const call = callKey === null ? undefined : await findCall(tx, callKey);
    if (call?.outcome === "open" && !isDecided(payment.state)) return undefined;
    const earlier = await findEarlier(tx, key, world.now());
    const known = earlier.outcome === "done" ? kept.parse(earlier.answer).answered : null;
    const answered = known ?? (payment.state === "FAILED" ? "declined" : "goesOn");
    if (known === null) await keep(tx, key, world.now(), { ...begun, answered });
    return answered === "declined" ? { refused: declined(payment) } : { goesOn: payment };
  });
}

/** When to repeat a request whose outcome is unknown. */
const retryMs = 1_000;
